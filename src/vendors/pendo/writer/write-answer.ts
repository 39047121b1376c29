import {Failure} from '../../../core/failure';
import {isJsonObject} from '../../../core/json';
import {jsonText} from '../../../core/json-text';
import type {SecretMask} from '../../../core/secrets/secret-mask';

/** Pendo's count of a bulk write; the status is 200 even when records failed (Pendo Q1). */
export interface WriteCounts {
  readonly total: number;
  readonly failed: number;
  /** Absent in the answers of the bulk API. */
  readonly updated: number | undefined;
  /** Ids that Pendo does not know. */
  readonly missing: ReadonlySet<string>;
  /** Texts about records that failed, masked; some say something else. */
  readonly errors: readonly string[];
  /** Texts that are about no failure, masked. Pendo documents none. */
  readonly warnings: readonly string[];
}

/** Reads the answer to a bulk write; throws a `data` Failure when it does not count. */
export function readWriteCounts(body: unknown, mask: SecretMask): WriteCounts {
  if (!isJsonObject(body)) throw uncounted('it is not a JSON object');
  const total = count(body['total']);
  if (total === undefined) throw uncounted('it has no "total"');
  const updated = count(body['updated']);
  const failed = count(body['failed']) ?? (updated === undefined ? undefined : total - updated);
  if (failed === undefined) throw uncounted('it does not have "failed" or "updated"');
  // These may be absent, null or lists (Pendo Q2).
  const missing = textsOf(body['missing']);
  const said = (name: string): readonly string[] =>
    textsOf(body[name])
      .filter((text) => text.trim() !== '')
      .map((text) => mask.apply(text));
  return {
    total,
    failed,
    updated,
    missing: new Set(missing),
    errors: said('errors'),
    warnings: said('warnings'),
  };
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined;
}

function textsOf(value: unknown): readonly string[] {
  if (value === undefined || value === null) return [];
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.map((item) => (typeof item === 'string' ? item : jsonText(item)));
}

function uncounted(why: string): Failure {
  return new Failure({
    kind: 'data',
    message: `Pendo answered a metadata write with 200, but the answer does not say what was written: ${why}. Check pendo.base_url and pendo.metadata_api.`,
  });
}
