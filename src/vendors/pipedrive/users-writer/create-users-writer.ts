import {jsonText} from '../../../core/json-text';
import type {ObjectWriter} from '../../../write/object-writer';
import type {MappedRecord, Outcome, PlannedOutcome, Rejection} from '../../../write/record';
import {carryOutChange, carryOutCreation} from './carry-out/carry-out';
import {decideOnNew, decideOnUser, type Case} from './decide';
import {needOf, type Decision} from './decision';
import {findTarget, type Target} from './find-target';
import {planDecision, simulate} from './plan-decision';
import {prepareRecord} from './prepare-record';
import {readWantedUser, type WantedUser} from './wanted-user';
import {WorkLine} from './work-line';
import type {WriterContext} from './writer-context';

/** Calls under way at once, as the vendor's client allows. */
const WORKERS = 2;

/**
 * Records that are with the writer at once. Among them deactivations come last; a sync that is ended
 * for another reason still finishes them, so they are not many.
 */
const WINDOW = 32;

const BODY_BYTES_MAX = 1_000_000;

/**
 * Creates the writer of users. Each record is a batch of its own, because each has its own calls: when
 * one fails in a way that ends the sync, the others' outcomes are still their own.
 */
export function createUsersWriter(context: WriterContext): ObjectWriter {
  const line = new WorkLine(WORKERS);
  const plans = createPlans(context);
  return {
    limits: {recordsMax: 1, bytesMax: BODY_BYTES_MAX, concurrency: WINDOW},
    prepare: (record) => prepareRecord(context.directory, record),
    faultsOf: (record) => {
      const wanted = readWantedUser(record);
      return 'reason' in wanted ? [wanted] : [];
    },
    send: (batch, signal) =>
      Promise.all(
        batch.map(({record}) =>
          line.run(placeOf(record), () => sendRecord(context, record, signal)),
        ),
      ),
    fieldsOf: ({record}) =>
      Object.entries(record.fields).map(([name, value]) => ({name, text: jsonText(value)})),
    comparesValues: true,
    plan: (batch, signal) =>
      Promise.all(
        batch.map(({record}) => line.run(placeOf(record), () => plans.plan(record, signal))),
      ),
    remarks: () => context.remarks.list(),
    close: () => {
      plans.close();
      logCosts(context);
      return Promise.resolve();
    },
  };
}

/** Activations come before deactivations, so that the company is never left short of people. */
function placeOf(record: MappedRecord): 'first' | 'last' {
  if (record.operation === 'soft_delete') return 'last';
  const wanted = readWantedUser(record);
  return 'activeFlag' in wanted && wanted.activeFlag === false ? 'last' : 'first';
}

async function sendRecord(
  context: WriterContext,
  record: MappedRecord,
  signal: AbortSignal,
): Promise<Outcome> {
  const decision = await decide(context, record, signal);
  switch (decision.type) {
    case 'rejected':
      return {status: 'rejected', ...decision.rejection};
    case 'unchanged':
      return {status: 'unchanged'};
    case 'create':
      return context.budget.within(needOf(decision), () =>
        carryOutCreation(context, decision, signal),
      );
    case 'update':
      return context.budget.within(needOf(decision), () =>
        carryOutChange(context, decision, signal),
      );
  }
}

/** Between the last wait and the decision nothing else happens, so it is made on what is true. */
async function decide(
  context: WriterContext,
  record: MappedRecord,
  signal: AbortSignal,
): Promise<Decision> {
  const {directory} = context;
  const wanted = readWantedUser(record);
  if ('reason' in wanted) return {type: 'rejected', rejection: wanted};
  const target = findTarget(directory, record);
  const {operation} = record;
  if (target.type === 'rejected') return target;
  if (target.type !== 'user' && isLeaver(operation, wanted)) {
    context.remarks.goneAlready();
    return {type: 'unchanged'};
  }
  if (target.type === 'absent') return {type: 'rejected', rejection: target.rejection};
  const roleId = await roleOf(context, {operation, wanted, target}, signal);
  if (typeof roleId === 'object') return {type: 'rejected', rejection: roleId};
  const what: Case = {operation, wanted, roleId};
  return target.type === 'new'
    ? decideOnNew(context, target.email, what)
    : decideOnUser(context, target.user, what);
}

/** Who is to be inactive and is not a user of the company at all is as inactive as can be. */
function isLeaver(operation: MappedRecord['operation'], {activeFlag}: WantedUser): boolean {
  return operation === 'soft_delete' || activeFlag === false;
}

/** The id of the wanted role; the roles are not asked for where they cannot matter. */
async function roleOf(
  {roles, settings}: WriterContext,
  {
    operation,
    wanted: {role},
    target,
  }: Pick<Case, 'operation' | 'wanted'> & {target: Extract<Target, {type: 'user' | 'new'}>},
  signal: AbortSignal,
): Promise<number | Rejection | undefined> {
  if (role === undefined || operation === 'soft_delete') return undefined;
  if (target.type === 'user' ? operation === 'insert' : !settings.allowInvitations)
    return undefined;
  const current = target.type === 'user' ? target.user.roleId : undefined;
  if (role.by === 'id' && Number(role.text) === current) return current;
  return roles.find(role, signal);
}

interface Plans {
  plan(record: MappedRecord, signal: AbortSignal): Promise<PlannedOutcome>;
  close(): void;
}

/** Plans record after record, each on what the earlier ones would have left. */
function createPlans(context: WriterContext): Plans {
  const {directory, invitations, deactivations, kit} = context;
  const sum = {calls: 0, tokens: 0, records: 0, simulated: 0};
  return {
    plan: async (record, signal) => {
      sum.records += 1;
      const decision = await decide(context, record, signal);
      if (decision.type === 'create' || decision.type === 'update') {
        const {calls, tokens} = needOf(decision);
        sum.calls += calls;
        sum.tokens += tokens;
        sum.simulated += 1;
        const user = simulate(decision, -sum.simulated);
        directory.put([user]);
        directory.markLeaving(user.id, false);
      }
      return planDecision(decision);
    },
    close: () => {
      if (sum.records === 0) return;
      kit.log(
        'INFO',
        `Pipedrive: this run would invite or activate ${invitations.taken()} and deactivate ${deactivations.taken()} users, with ${sum.calls} calls and ${sum.tokens} tokens of the daily budget.`,
      );
    },
  };
}

function logCosts({budget, kit}: WriterContext): void {
  const {calls, tokens} = budget.spent();
  const left = budget.tokensLeft();
  const rest = left === undefined ? '' : `; ${left} are left for today`;
  kit.log(
    'INFO',
    `Pipedrive: ${calls} calls cost about ${tokens} tokens of the company's daily budget${rest}.`,
  );
}
