import type {Json} from '../../../core/json';
import type {HttpClient} from '../../../http/request';
import {toFieldKey} from './field-name';
import type {PendoKind} from '../kind';
import type {MetadataField} from '../metadata-schema';

/** Fields that `unknown_fields: create` makes before the first record that needs them is sent. */
export interface NewFields {
  /** Adds a field with the type of its first value, which must be flat and not null. */
  add(name: string, value: Json): MetadataField;
  /** Whether a key is added and not created yet. */
  isPending(key: string): boolean;
  /** Creates what was added and is not there yet; simultaneous callers share one request. */
  create(signal: AbortSignal): Promise<void>;
}

/** Creates the book of new fields of one metadata group. */
export function createNewFields(client: HttpClient, kind: PendoKind, group: string): NewFields {
  let pending: MetadataField[] = [];
  let creating: Promise<void> = Promise.resolve();

  const send = async (signal: AbortSignal): Promise<void> => {
    const fields = pending;
    if (fields.length === 0) return;
    await client.send({
      method: 'POST',
      path: `/metadata/schema/${kind}/${group}`,
      body: {
        json: fields.map(({key, displayName, type}) => ({
          name: key,
          displayname: displayName,
          type,
        })),
      },
      repeatable: true, // creating a field that exists with the same type changes nothing
      signal,
      purpose: `create ${kind} fields ${fields.map(({key}) => key).join(', ')}`,
    });
    // Only what was sent: more may have been added meanwhile.
    pending = pending.slice(fields.length);
  };
  return {
    isPending: (key) => pending.some((field) => field.key === key),
    add: (name, value) => {
      const field = {
        key: toFieldKey(name),
        group,
        displayName: name,
        type: typeOf(value),
        closed: undefined,
      };
      pending = [...pending, field];
      return field;
    },
    create: (signal) => {
      if (pending.length === 0) return creating;
      // One after the other, also behind one that failed: each caller hears of its own.
      creating = creating.catch(() => undefined).then(() => send(signal));
      return creating;
    },
  };
}

/** The types that Pendo can create: string, number, time, boolean. Long numbers keep their digits as text. */
function typeOf(value: Json): string {
  if (typeof value === 'number' || typeof value === 'boolean') return typeof value;
  return 'string';
}
