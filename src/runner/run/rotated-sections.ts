import {createHash} from 'node:crypto';
import {existsSync, readFileSync, renameSync, writeFileSync} from 'node:fs';
import {Failure} from '../../core/failure';
import type {JsonObject} from '../../core/json';
import {isJsonObject} from '../../core/json';

/** Which end of a sync a section belongs to. */
export type End = 'source' | 'destination';

/**
 * Keeps sections that a vendor changed, such as a refresh token that was exchanged for a new one:
 * the old one is worthless, and a run file cannot be written to (its texts come from variables).
 * The file stands beside the warehouse, readable by its owner only.
 */
export interface RotatedSections {
  /** The section to use: the kept one while the configured one is what it came from. */
  current(end: End, vendor: string, configured: JsonObject): JsonObject;
  /** Keeps a changed section durably. */
  save(end: End, vendor: string, section: JsonObject): void;
}

interface Kept {
  /** Digest of the configured section that the kept one replaces. */
  readonly replaces: string;
  readonly section: JsonObject;
}

/** Opens the file of a warehouse; it need not exist. */
export function openRotatedSections(warehousePath: string): RotatedSections {
  const path = `${warehousePath}.credentials.json`;
  const kept = new Map(Object.entries(readKept(path)));
  const configuredDigests = new Map<string, string>();
  return {
    current: (end, vendor, configured) => {
      const place = `${end}.${vendor}`;
      const digest = digestOf(configured);
      configuredDigests.set(place, digest);
      const entry = kept.get(place);
      return entry?.replaces === digest ? entry.section : configured;
    },
    save: (end, vendor, section) => {
      const place = `${end}.${vendor}`;
      kept.set(place, {replaces: configuredDigests.get(place) ?? '', section});
      writeKept(path, Object.fromEntries(kept));
    },
  };
}

function digestOf(section: JsonObject): string {
  return createHash('sha256').update(JSON.stringify(section)).digest('hex');
}

function readKept(path: string): Readonly<Record<string, Kept>> {
  if (!existsSync(path)) return {};
  const kept: Record<string, Kept> = {};
  for (const [place, entry] of Object.entries(parseKept(path))) {
    if (!isJsonObject(entry)) continue;
    const {replaces, section} = entry;
    if (typeof replaces === 'string' && isJsonObject(section)) kept[place] = {replaces, section};
  }
  return kept;
}

function parseKept(path: string): JsonObject {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isJsonObject(value) ? value : {};
  } catch (error) {
    throw new Failure({
      kind: 'config',
      message: `The file ${path}, which keeps exchanged credentials, cannot be read; delete it and put a new credential into the configuration.`,
      cause: error,
    });
  }
}

/** Written aside and moved into place: a crash must not cost the only valid token. */
function writeKept(path: string, kept: Readonly<Record<string, Kept>>): void {
  writeFileSync(`${path}.new`, JSON.stringify(kept, null, 2), {mode: 0o600, flush: true});
  renameSync(`${path}.new`, path);
}
