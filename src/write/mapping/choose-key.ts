import {refusalAt, within} from '../../core/refusal';
import {listNames, matchOneName, quote} from './match-name';
import type {MappingSection} from './mapping-section';
import type {ObjectDescription} from '../object-writer';
import {knownColumn} from './compile-fields';
import {called, type IncomingStream} from './incoming-stream';

/** Which column fills which key field. */
export interface ChosenKey {
  readonly keyColumn: string;
  readonly keyField: string;
}

/**
 * Finds the key. The mapping's `key` comes first; else the stream's primary key where it is called
 * like a key of the object (with data activation it is the matching key); else a column that is
 * called like one; else the primary key, if it is one column. The key field is `key_field`, else the
 * key of the object that is called like the column, else the object's default key.
 */
export function chooseKey(
  stream: IncomingStream,
  object: ObjectDescription,
  section: MappingSection | undefined,
): ChosenKey {
  const keyColumn = keyColumnOf(stream, object, section);
  const wanted = section?.keyField;
  const keyField = matchOneName(`Key of ${object.name}:`, wanted ?? keyColumn, object.keys);
  if (keyField !== undefined) return {keyColumn, keyField};
  const [byDefault] = object.keys;
  if (wanted === undefined && byDefault !== undefined) return {keyColumn, keyField: byDefault};
  throw refusalAt(
    [...(section?.targetPlace ?? []), 'key_field'],
    `The mapping of ${called(stream)} names key field ${quote(wanted ?? '')}, which ${object.name} does not have. Its keys: ${listNames(object.keys)}.`,
    byDefault,
  );
}

function keyColumnOf(
  stream: IncomingStream,
  object: ObjectDescription,
  section: MappingSection | undefined,
): string {
  const key = section?.key;
  if (key !== undefined)
    return within([...(section?.place ?? []), 'key'], () => knownColumn(stream, key));
  const primaryKey = stream.primaryKey ?? [];
  const named =
    columnCalledLikeKey(object, primaryKey) ?? columnCalledLikeKey(object, stream.columns ?? []);
  if (named !== undefined) return named;
  const [only, ...more] = primaryKey;
  if (only !== undefined && more.length === 0) return only;
  const [byDefault] = object.keys;
  if (byDefault !== undefined && (stream.columns ?? []).length === 0) return byDefault;
  throw refusalAt(
    section?.place ?? [],
    `${stream.noun === 'model' ? 'Model' : 'Stream'} ${quote(stream.name)} has no column that is clearly the key of ${object.name} (${listNames(object.keys)}). Name it as "key" in a mapping. Its columns: ${listNames(stream.columns ?? [])}.`,
  );
}

function columnCalledLikeKey(
  object: ObjectDescription,
  columns: readonly string[],
): string | undefined {
  for (const key of object.keys) {
    const column = matchOneName(`Key column`, key, columns);
    if (column !== undefined) return column;
  }
  return undefined;
}
