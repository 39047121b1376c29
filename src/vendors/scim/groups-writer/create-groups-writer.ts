import {jsonText} from '../../../core/json-text';
import type {ObjectWriter, Prepared} from '../../../write/object-writer';
import type {FieldChange, MappedRecord, PlannedOutcome} from '../../../write/record';
import {rejection} from '../../../write/rejection';
import {plannedCosts, type PersonCost} from '../../shared/people/person-costs';
import {withWish} from '../schema/value-at';
import {changesOf} from '../users-writer/plan-decision';
import {carryOutGroup} from './carry-out-group';
import {simulateGroup} from './change-group';
import type {GroupsContext} from './context';
import {
  decideGroup,
  groupKeyOf,
  type GroupChange,
  type GroupCreation,
  type GroupDecision,
} from './decide-group';
import {toGroup} from './group';
import {memberOperations} from './member-operations';
import {readWantedGroup} from './wanted-group';

const BODY_BYTES_MAX = 1_000_000;
const KEY_LENGTH_MAX = 1_000;

/** Creates the writer of groups. One at a time, so that it stops before the next one is touched. */
export function createGroupsWriter(context: GroupsContext): ObjectWriter {
  let planned = 0;
  return {
    limits: {recordsMax: 1, bytesMax: BODY_BYTES_MAX, concurrency: 1},
    prepare: (record) => prepare(context, record),
    faultsOf: (record) => {
      const wanted = readWantedGroup(context, record);
      return 'reason' in wanted ? [wanted] : [];
    },
    send: (batch, signal) =>
      Promise.all(
        batch.map(async ({record}) =>
          carryOutGroup(context, await decideGroup(context, record, signal), signal),
        ),
      ),
    fieldsOf: ({record}) =>
      Object.entries(record.fields).map(([name, value]) => ({name, text: jsonText(value)})),
    comparesValues: true,
    plan: (batch, signal) =>
      Promise.all(
        batch.map(async ({record}) => {
          const decision = await decideGroup(context, record, signal);
          planned += 1;
          simulate(context, decision, `new ${planned}`);
          return planOf(context, decision);
        }),
      ),
    remarks: () => context.remarks.list(),
  };
}

/** The key stays among the fields as it was given, because a new group gets it. */
function prepare(context: GroupsContext, record: MappedRecord): Prepared {
  const {field, value} = groupKeyOf(record);
  const key = field === 'displayName' ? value.normalize('NFC') : value.trim();
  if (key.length > KEY_LENGTH_MAX) return {ok: false, rejection: tooLong};
  const fields = field === 'id' ? record.fields : {...record.fields, [field]: key};
  const keyed: MappedRecord = {...record, key, keyField: field, fields};
  const wanted = readWantedGroup(context, keyed);
  if ('reason' in wanted) return {ok: false, rejection: wanted};
  const body = jsonText(fields);
  return {ok: true, prepared: {record: keyed, body, bytes: Buffer.byteLength(body)}};
}

/** Later records of a dry run are compared with what the earlier ones would have left. */
function simulate(context: GroupsContext, decision: GroupDecision, newId: string): void {
  const {writing, directory, simulated, settings} = context;
  if (decision.type !== 'create' && decision.type !== 'update') return;
  const before = decision.type === 'update' ? decision.group.resource : {id: newId};
  const resource = decision.wishes.reduce(withWish, before);
  const change =
    decision.type === 'update'
      ? decision
      : {
          group: toGroup(before, settings.profile.title),
          added: decision.userIds,
          removed: [],
        };
  const isSilent = change.added.length + change.removed.length === 0;
  const after = isSilent ? resource : simulateGroup(writing.schema, change, resource);
  simulated.set(directory.put(after).id, after);
}

function planOf({writing}: GroupsContext, decision: GroupDecision): PlannedOutcome {
  switch (decision.type) {
    case 'rejected':
      return {status: 'rejected', ...decision.rejection};
    case 'unchanged':
      return {status: 'unchanged'};
    case 'create':
      return {
        status: 'create',
        changes: [...changesOf({}, decision.wishes), ...newMembers(decision)],
        notes: notesOf(decision.userIds.length, 0),
        costs: plannedCosts(1, []),
      };
    case 'update':
      return {
        status: 'update',
        changes: [
          ...changesOf(decision.group.resource, decision.wishes),
          ...memberChanges(decision),
        ],
        notes: notesOf(decision.added.length, decision.removed.length),
        costs: plannedCosts(callsFor(writing, decision), removalsOf(decision)),
      };
  }
}

/** The calls that write, and the one that reads the group afterwards. */
function callsFor({schema, habits}: GroupsContext['writing'], change: GroupChange): number {
  if (habits.method() === 'PUT') return 2;
  const own = change.wishes.length > 0 ? 1 : 0;
  return own + memberOperations(schema, change).length + 1;
}

function removalsOf({removed}: GroupChange): readonly PersonCost[] {
  return removed.map(() => 'removal');
}

function newMembers({userIds}: GroupCreation): readonly FieldChange[] {
  return userIds.length === 0 ? [] : [{field: 'members', to: userIds}];
}

function memberChanges({group, added, removed}: GroupChange): readonly FieldChange[] {
  if (added.length + removed.length === 0) return [];
  const from = group.userIds;
  const gone = new Set(removed);
  return [{field: 'members', from, to: [...from.filter((id) => !gone.has(id)), ...added]}];
}

function notesOf(added: number, removed: number): readonly string[] {
  return [
    ...(added > 0 ? [`would add ${added} members`] : []),
    ...(removed > 0 ? [`would take ${removed} members out`] : []),
  ];
}

const tooLong = rejection(
  'invalid_key',
  `The key has more than ${KEY_LENGTH_MAX} characters; check the key column.`,
);
