import {createHmac} from 'node:crypto';
import {Failure} from '../../core/failure';

/**
 * Phone numbers and e-mail addresses of the records: kept, hashed or dropped (option `pii` of each
 * vendor's section of the source, salt in `pii_salt`).
 *
 * How a vendor's source uses it:
 *
 * 1. `resources/spec/source/<vendor>.json` gets the properties `pii` and `pii_salt` (copy them from
 *    `pendo.json`); `node scripts/generate.mjs` makes the types.
 * 2. The settings get `pii: readPiiPolicy('<vendor>', section)`.
 * 3. The schemas say which columns hold such data (`x-personal`), and the source wraps its readers
 *    once: `protectReaders(readers, settings.pii)`. With `keep` it returns the readers as they are,
 *    so that nothing is paid.
 *
 * `other_fields` is searched in every stream, named or not. Change detection sees what was made of
 * a row, so a change of `pii` or of the salt sends every record of such a stream once more; streams
 * with a cursor of the vendor's own have to be refreshed instead.
 *
 * The hash is HMAC-SHA-256 of the normalised value with the salt as key, in base64url behind `pii:`.
 * It is the same in every stream and for every vendor with the same salt, and a warehouse can make
 * it for itself. E-mail addresses: `trim`, lower case. Phone numbers: only digits and `+`. Ids that
 * are e-mail addresses: as they are, because ids that differ by case must stay different; an id in
 * lower case has the hash of its address.
 */
export type PiiPolicy =
  | {readonly mode: 'keep'}
  | {readonly mode: 'hash'; readonly salt: string}
  | {readonly mode: 'drop'; readonly salt: string | undefined};

/** Reads the policy; throws a `config` Failure when hashes are wanted without a salt. */
export function readPiiPolicy(
  vendor: string,
  section: {
    readonly pii?: 'keep' | 'hash' | 'drop';
    readonly pii_salt?: string;
  },
): PiiPolicy {
  const {pii = 'keep', pii_salt: salt} = section;
  if (pii === 'keep') return {mode: 'keep'};
  if (pii === 'drop') return {mode: 'drop', salt};
  if (salt !== undefined) return {mode: 'hash', salt};
  throw new Failure({
    kind: 'config',
    message: `${vendor}.pii is hash, which needs ${vendor}.pii_salt: any long random text, the same for every vendor and every sync. Add it, or set ${vendor}.pii to keep or drop.`,
  });
}

/** What becomes of values; null where a value is dropped. */
export interface Replace {
  readonly email: (text: string) => string | null;
  readonly phone: (text: string) => string | null;
  /** An id that is an e-mail address; never null, since keys cannot be. */
  readonly id: (text: string) => string;
}

/** Marks a hash, so that nobody takes it for an address. */
const HASH_PREFIX = 'pii:';

/** Creates what replaces values; undefined when all are kept. */
export function createReplace(policy: PiiPolicy): Replace | undefined {
  switch (policy.mode) {
    case 'keep':
      return undefined;
    case 'hash':
      return hashing(policy.salt);
    case 'drop':
      return {
        email: () => null,
        phone: () => null,
        id: policy.salt === undefined ? (text) => text : hashing(policy.salt).id,
      };
  }
}

function hashing(salt: string): Replace {
  const hash = (text: string): string =>
    HASH_PREFIX + createHmac('sha256', salt).update(text, 'utf8').digest('base64url');
  return {
    email: (text) => hash(text.trim().toLowerCase()),
    phone: (text) => hash(text.replace(/[^\d+]/gu, '') || text.trim()),
    id: hash,
  };
}
