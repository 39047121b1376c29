import type {ReasonCode} from '../../write/record';

/** What to do about rows that were rejected for a reason, in one sentence. */
const ADVICE: Readonly<Record<ReasonCode, string>> = {
  missing_key: 'Give the model the column that the mapping names as its key.',
  null_key:
    'Add a condition such as WHERE email IS NOT NULL to the model, or fill the column in the system from which it is read.',
  duplicate_key: 'Make the model give one row for each key.',
  invalid_key: 'Correct the key in the system from which it is read, or leave the row out.',
  invalid_type: 'Cast the column in the model to the type that the field has.',
  invalid_value: 'Correct the value where it is read, or change it in the model.',
  unknown_field: 'Create the field at the vendor, or correct its name in the mapping.',
  immutable:
    'Correct the value, or take the field out of the mapping: it can only be changed at the vendor.',
  read_only_field: 'Take the field out of the mapping: the vendor does not let it be written.',
  too_large: 'Shorten the value in the model, or send fewer fields.',
  not_found: 'Nothing, if the vendor comes to know them later: each run tries them again.',
  already_exists: 'Use the mode update or upsert, or leave the rows out.',
  ambiguous: 'Give a key that only one record at the vendor has.',
  not_allowed: 'Allow it in the destination, or leave the rows out.',
  limit_reached: 'Raise the limit in the destination, or let later runs send the rest.',
  id_collision: 'Make the ids differ in more than upper and lower case, or set id_case.',
  unsupported_operation: 'Choose a mode that the object has.',
  conflicting_models: 'Let only one of the models give the field for this key.',
  refused_by_vendor: 'Read what the vendor says, and correct the row or the setting.',
  unconfirmed: 'Run again: it is not known whether the vendor took the row.',
};

/** What to do; undefined for a reason that a later version wrote. */
export function adviceOf(reason: string): string | undefined {
  return Object.hasOwn(ADVICE, reason) ? ADVICE[reason as ReasonCode] : undefined;
}
