import {isJsonObject} from '../../core/json';
import {type DiscoveredStream, namesOf} from '../../read/describe-stream';
import type {OpenSource} from '../../read/source-vendor';
import type {Database} from '../../warehouse/database';
import type {ReadKeys} from '../../warehouse/memory/compute-delta';
import {watchKeys} from '../../warehouse/memory/keys-read';
import type {ListedBy, PreparedSend} from './prepared-send';

/** What is known of a run's two ends. */
export interface Ends {
  readonly sources: readonly OpenSource[];
  readonly streams: readonly DiscoveredStream[];
  /** The vendors whose account is the same at both ends. */
  readonly sameAccounts: ReadonlySet<string>;
}

/**
 * Finds the streams that list what models are sent to, and has their keys kept from now on while they are
 * read. Objects that were never given anything have none: there is nothing to be compared.
 */
export async function watchListed(
  database: Database,
  sends: readonly PreparedSend[],
  ends: Ends,
): Promise<ListedBy> {
  const listedBy = new Map<PreparedSend, ReadKeys>();
  const watched = new Map<string, string[]>();
  for (const send of sends) {
    const read = listOf(send, ends);
    if (read === undefined || !(await wasGivenAnything(database, send))) continue;
    listedBy.set(send, read);
    const fields = watched.get(read.stream) ?? [];
    if (!fields.includes(read.field)) watched.set(read.stream, [...fields, read.field]);
  }
  await watchKeys(database, watched);
  return listedBy;
}

/** An object's stream has its name, and the fields that can be its key are columns. */
export function listOf(
  {destination, mapping: {object, keyField}}: PreparedSend,
  {sources, streams, sameAccounts}: Ends,
): ReadKeys | undefined {
  const {vendor} = destination.open;
  const source = sources.find((one) => one.vendor === vendor);
  const stream = streams.find(({name}) => name === object);
  const isOurs = source !== undefined && namesOf(source.readers).includes(object);
  if (!isOurs || !stream || !sameAccounts.has(vendor)) return undefined;
  const {properties} = stream.jsonSchema;
  const hasKey = isJsonObject(properties) && keyField in properties;
  return hasKey ? {stream: object, field: keyField} : undefined;
}

/** Outcomes of a run that broke off are not folded yet. */
async function wasGivenAnything(database: Database, {target}: PreparedSend): Promise<boolean> {
  const known = await database.rows(
    `SELECT 1 FROM _user_sync.accepted WHERE account = $1 AND object = $2
     UNION ALL SELECT 1 FROM _user_sync.outcomes WHERE account = $1 AND object = $2 LIMIT 1`,
    [target.account, target.object],
  );
  return known.length > 0;
}
