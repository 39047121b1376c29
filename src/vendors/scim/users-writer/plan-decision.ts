import type {JsonObject} from '../../../core/json';
import {keyTextOf} from '../../../read/listing/key-of';
import type {FieldChange, PlannedOutcome} from '../../../write/record';
import {plannedCosts} from '../../shared/people/person-costs';
import {attributeOf} from '../names';
import {valueAt, valuesThatFit, withWish, type Wish} from '../schema/value-at';
import type {UsersContext} from './context';
import {costsOf, type Change, type Creation, type Decision} from './decision';

/** Says what a decision would do, in a dry run. */
export function planDecision(
  {settings: {profile}, writing: {habits}}: Pick<UsersContext, 'settings' | 'writing'>,
  decision: Decision,
): PlannedOutcome {
  switch (decision.type) {
    case 'rejected':
      return {status: 'rejected', ...decision.rejection};
    case 'unchanged':
      return {status: 'unchanged'};
    case 'create':
      return {
        status: 'create',
        changes: changesOf({}, decision.wishes),
        notes: ['would take a seat, and may be sent a mail'],
        costs: plannedCosts(1, costsOf(decision)),
      };
    case 'update':
      return {
        status: 'update',
        changes: changesOf(decision.person.resource, decision.wishes),
        notes: notesOf(decision, profile.deletesInactive),
        // A user who is replaced is read before.
        costs: plannedCosts(habits.method() === 'PUT' ? 2 : 1, costsOf(decision)),
      };
  }
}

/**
 * The user as the service would show it afterwards, so that later records of the same dry run are
 * compared with it.
 */
export function simulate(decision: Creation | Change, newId: string): JsonObject {
  const before: JsonObject =
    decision.type === 'update' ? decision.person.resource : {id: newId, active: true};
  const after = decision.wishes.reduce(withWish, before);
  return keyTextOf(attributeOf(after, 'id')) === undefined ? {...after, id: newId} : after;
}

function notesOf({deactivates, activates}: Change, deletes: boolean): readonly string[] {
  if (deactivates) return [deletes ? 'would be deleted for good' : 'would be deactivated'];
  return activates ? ['would take a seat again, and may be sent a mail'] : [];
}

/** Changes of single values, and of lists as wholes. */
export function changesOf(before: JsonObject, wishes: readonly Wish[]): readonly FieldChange[] {
  return wishes.map(({path, value}): FieldChange => {
    const from = path.tests === undefined ? valueAt(before, path) : partsOf(before, path);
    return from === undefined || from === null
      ? {field: path.text, to: value}
      : {field: path.text, from, to: value};
  });
}

function partsOf(before: JsonObject, path: Wish['path']): unknown {
  const [found] = valuesThatFit(before, path);
  if (found === undefined || path.sub === undefined) return found;
  return valueAt(
    {value: found},
    {
      ...path,
      extension: undefined,
      attribute: {...path.attribute, name: 'value'},
      tests: undefined,
    },
  );
}
