import {jsonText} from '../../../core/json-text';
import type {ObjectWriter} from '../../../write/object-writer';
import type {MappedRecord, PlannedOutcome} from '../../../write/record';
import {carryOut} from './carry-out';
import type {UsersContext} from './context';
import {decide} from './decide';
import {planDecision, simulate} from './plan-decision';
import {prepareRecord} from './prepare-record';
import {readWantedUser} from './wanted-user';

/** Records that are with the writer at once; the service's client has as many calls under way. */
const CONCURRENCY = 2;

const BODY_BYTES_MAX = 1_000_000;

/**
 * Creates the writer of users. Each record is a batch of its own, because each has its own calls: when
 * one fails in a way that ends the sync, the others' outcomes are still their own.
 */
export function createUsersWriter(context: UsersContext): ObjectWriter {
  const plans = createPlans(context);
  return {
    limits: {recordsMax: 1, bytesMax: BODY_BYTES_MAX, concurrency: CONCURRENCY},
    prepare: (record) => prepareRecord(context, record),
    faultsOf: (record) => {
      const wanted = readWantedUser(context, record);
      return 'reason' in wanted ? [wanted] : [];
    },
    send: (batch, signal) =>
      Promise.all(
        batch.map(async ({record}) => {
          const decision = await decide(context, record, {plans: false});
          return carryOut(context, {decision, record}, signal);
        }),
      ),
    fieldsOf: ({record}) =>
      Object.entries(record.fields).map(([name, value]) => ({name, text: jsonText(value)})),
    comparesValues: true,
    plan: (batch) => Promise.all(batch.map(({record}) => plans.plan(record))),
    remarks: () => context.remarks.list(),
  };
}

/** Plans record after record, each on what the earlier ones would have left. */
function createPlans(context: UsersContext): {plan(record: MappedRecord): Promise<PlannedOutcome>} {
  const {directory} = context;
  let records = 0;
  return {
    plan: async (record) => {
      records += 1;
      const decision = await decide(context, record, {plans: true});
      if (decision.type === 'create' || decision.type === 'update') {
        const {id} = directory.put(simulate(decision, `new ${records}`));
        directory.people.markLeaving(id, false);
      }
      return planDecision(context, decision);
    },
  };
}
