import type {ReasonCode} from '../../write/record';

const AGAIN = 'The next run tries these rows again.';

/** The next step for each reason, for people who know their vendors and not this program. */
const STEPS: Readonly<Record<ReasonCode, string>> = {
  missing_key: 'Add the key’s column to the model, under the name that the mapping has.',
  null_key:
    'Leave out rows without a key in the model (WHERE … IS NOT NULL), or fill it at the source.',
  duplicate_key:
    'Make the model give each key once, for example with QUALIFY row_number() OVER (PARTITION BY key ORDER BY …) = 1.',
  invalid_key: 'Correct the key at the source, or shape it in the model.',
  invalid_type: 'Cast the column in the model, or change the field’s type at the vendor.',
  invalid_value: 'Correct the value at the source, or turn it into an allowed one in the model.',
  unknown_field: 'Create the field at the vendor, or map the column to one that is there.',
  immutable:
    'Correct the value, or take the field out of the mapping: it can only be changed at the vendor.',
  read_only_field: 'Take the field out of the mapping: the vendor fills it itself.',
  too_large: 'Shorten the value in the model, or send fewer fields.',
  not_found: `The vendor does not know these keys yet. Nothing has to be done for people who will appear there; otherwise compare the keys. ${AGAIN}`,
  already_exists: 'Use the mode update or upsert, or leave these rows out.',
  ambiguous: 'Make the value name one record only: merge the others at the vendor, or use an id.',
  not_allowed:
    'Give the credential the permission, or allow it in the run file where the message names an option.',
  limit_reached: `Raise the limit that the message names if this many is meant. ${AGAIN}`,
  id_collision: 'These keys differ by upper and lower case only: make the model give one spelling.',
  unsupported_operation: 'The object cannot do this: choose another mode.',
  conflicting_models:
    'Two models give one field of these keys: let one of them leave the field out.',
  refused_by_vendor: `Read the vendor’s words in the sentence above, and correct the rows or the vendor’s settings. ${AGAIN}`,
  unconfirmed: `The vendor did not say whether it took these rows. Look at one of them there. ${AGAIN}`,
};

/** What to do about a reason. */
export function whatToDo(reason: ReasonCode): string {
  return STEPS[reason];
}
