import {isJsonObject, type Json, type JsonObject} from '../../core/json';

/** Keeps new refresh tokens. */
export interface TokenSaver {
  /** Hands on the section with the refresh token of the entry at this place replaced. */
  save(index: number, refreshToken: string): Promise<void>;
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
    save: (index, refreshToken) => {
      latest = withRefreshToken(latest, index, refreshToken);
      return saveSection(latest);
    },
  };
}

function withRefreshToken(section: JsonObject, index: number, refreshToken: string): JsonObject {
  const entries = section['workspaces'];
  if (!isList(entries)) return section;
  const workspaces = entries.map((entry, at) => {
    if (at !== index || !isJsonObject(entry)) return entry;
    const credentials = isJsonObject(entry['credentials']) ? entry['credentials'] : {};
    return {...entry, credentials: {...credentials, refresh_token: refreshToken}};
  });
  return {...section, workspaces};
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
