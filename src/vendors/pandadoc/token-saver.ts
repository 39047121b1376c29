import {isJsonObject, type Json, type JsonObject} from '../../core/json';
import type {WorkspacePlace} from './workspaces/workspace-entries';

/** Keeps new refresh tokens. */
export interface TokenSaver {
  /** Hands on the section, in the shape that it was given, with the refresh token at this place replaced. */
  save(place: WorkspacePlace, refreshToken: string): Promise<void>;
}

/**
 * Creates the saver of a section. Workspaces rotate their tokens independently: each save builds on
 * the one before, so that none puts an old token of another workspace back.
 */
export function createTokenSaver(
  section: JsonObject,
  saveSection: (section: JsonObject) => Promise<void>,
): TokenSaver {
  let latest = section;
  return {
    save: (place, refreshToken) => {
      latest = withRefreshToken(latest, place, refreshToken);
      return saveSection(latest);
    },
  };
}

function withRefreshToken(
  section: JsonObject,
  {index}: WorkspacePlace,
  refreshToken: string,
): JsonObject {
  if (index === undefined) return entryWith(section, refreshToken);
  const entries = section['workspaces'];
  if (!isList(entries)) return section;
  const workspaces = entries.map((entry, at) =>
    at === index && isJsonObject(entry) ? entryWith(entry, refreshToken) : entry,
  );
  return {...section, workspaces};
}

function entryWith(entry: JsonObject, refreshToken: string): JsonObject {
  const credentials = isJsonObject(entry['credentials']) ? entry['credentials'] : {};
  return {...entry, credentials: {...credentials, refresh_token: refreshToken}};
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
