import {Failure} from '../../../core/failure';
import type {PandadocSourceSection} from '../../../generated/source-pandadoc';

/** Where a workspace stands in the configuration. */
export interface WorkspacePlace {
  /** Its credentials as users write the place: `pandadoc.workspaces[1].credentials`. */
  readonly field: string;
  /** Its position in the list; undefined for the workspace of the section itself. */
  readonly index?: number;
  /** False where there is room for a name and a key only. */
  readonly takesId: boolean;
}

/** A workspace, whichever shape it was given in. */
export interface WorkspaceEntry {
  readonly name: string;
  readonly place: WorkspacePlace;
  readonly credentials: NonNullable<PandadocSourceSection['credentials']>;
  readonly workspaceId: string | undefined;
  readonly environment: PandadocSourceSection['environment'];
}

/** Name of the section's own workspace while it has none. */
const OWN_NAME = 'PandaDoc';

/**
 * The workspaces of a section: the one of `credentials`, a line of `more_api_keys` for each further one,
 * and the entries of `workspaces`. Throws a `config` Failure when there is none, when two have the same
 * name, by which messages and records tell them apart, and for a line of another form.
 */
export function workspaceEntries(section: PandadocSourceSection): readonly WorkspaceEntry[] {
  const entries = [...ownEntry(section), ...lineEntries(section), ...listEntries(section)];
  if (entries.length === 0) {
    throw refuse(
      '"pandadoc.credentials" (Credentials) is missing. Add the credentials of a workspace.',
    );
  }
  refuseSameNames(entries);
  return entries;
}

function ownEntry(section: PandadocSourceSection): readonly WorkspaceEntry[] {
  const {credentials, name = OWN_NAME, workspace_id: workspaceId, environment} = section;
  if (credentials === undefined) return [];
  const place = {field: 'pandadoc.credentials', takesId: true};
  return [{name, place, credentials, workspaceId, environment}];
}

/** `Name = key`, a line for each workspace; a key has no equals sign before its end, a name none at all. */
function lineEntries(section: PandadocSourceSection): readonly WorkspaceEntry[] {
  const lines = (section.more_api_keys ?? '').split(/\r\n|\r|\n/);
  return lines.flatMap((line, index) => {
    if (line.trim() === '') return [];
    const field = `pandadoc.more_api_keys, line ${index + 1}`;
    const at = line.indexOf('=');
    const name = line.slice(0, Math.max(at, 0)).trim();
    const apiKey = line.slice(at + 1).trim();
    if (at === -1 || name === '' || apiKey === '') {
      throw refuse(
        `"pandadoc.more_api_keys" (More API keys), line ${index + 1}, must have the form Name = key. Correct the line.`,
      );
    }
    return [
      {
        name,
        place: {field, takesId: false},
        credentials: {auth_type: 'api_key', api_key: apiKey},
        workspaceId: undefined,
        environment: section.environment,
      } as const,
    ];
  });
}

function listEntries(section: PandadocSourceSection): readonly WorkspaceEntry[] {
  return (section.workspaces ?? []).map((entry, index) => ({
    name: entry.name,
    place: {field: `pandadoc.workspaces[${index}].credentials`, index, takesId: true},
    credentials: entry.credentials,
    workspaceId: entry.workspace_id,
    environment: entry.environment,
  }));
}

function refuseSameNames(entries: readonly WorkspaceEntry[]): void {
  const places = new Map<string, string>();
  for (const {name, place} of entries) {
    const first = places.get(name);
    if (first !== undefined) {
      throw refuse(
        `"${first}" and "${place.field}" belong to workspaces of the same name, "${name}". Give each PandaDoc workspace a different name.`,
      );
    }
    places.set(name, place.field);
  }
}

function refuse(message: string): Failure {
  return new Failure({kind: 'config', message});
}
