import {jsonText} from '../../../core/json-text';
import type {ObjectWriter} from '../../../write/object-writer';
import type {MappedRecord, Outcome, PlannedOutcome} from '../../../write/record';
import {carryOutChange, carryOutCreation} from './carry-out/carry-out';
import {createProgress, tryStep} from './carry-out/progress';
import {decide, type Deciding} from './decide';
import {touchesLists, type Decision} from './decision';
import {withinRemovals} from './guard-users';
import {planDecision, simulate} from './plan-decision';
import {prepareRecord} from './prepare-record';
import {readWantedUser} from './wanted-user';
import type {WriterContext} from './writer-context';

/** Records at once, as many as the vendor's client lets calls be under way. */
const WORKERS = 2;

const BODY_BYTES_MAX = 1_000_000;

/**
 * Creates the writer of users. Each record is a batch of its own, because each has its own calls: when
 * one fails in a way that ends the sync, the others' outcomes are still their own.
 */
export function createUsersWriter(context: WriterContext): ObjectWriter {
  const {settings, directory, remarks} = context;
  const plans = createPlans(context);
  return {
    limits: {recordsMax: 1, bytesMax: BODY_BYTES_MAX, concurrency: WORKERS},
    prepare: (record) => prepareRecord(directory, record, settings.emptyLists),
    faultsOf: (record) => {
      const wanted = readWantedUser(record, settings.emptyLists);
      return 'reason' in wanted ? [wanted] : [];
    },
    send: (batch, signal) =>
      Promise.all(batch.map(({record}) => sendRecord(context, record, signal))),
    fieldsOf: ({record}) =>
      Object.entries(record.fields).map(([name, value]) => ({name, text: jsonText(value)})),
    comparesValues: true,
    plan: (batch, signal) => Promise.all(batch.map(({record}) => plans.plan(record, signal))),
    remarks: () => remarks.list(),
  };
}

async function sendRecord(
  context: WriterContext,
  record: MappedRecord,
  signal: AbortSignal,
): Promise<Outcome> {
  let decision = await decideSafely(context, record, {fresh: false, signal});
  // What is about to be changed is decided on what PagerDuty holds now.
  if (decision.type === 'change' && touchesLists(decision)) {
    decision = await decideSafely(context, record, {fresh: true, signal});
  }
  decision = withinRemovals(context, decision);
  switch (decision.type) {
    case 'rejected':
      return {status: 'rejected', ...decision.rejection};
    case 'unchanged':
      return {status: 'unchanged'};
    case 'create':
      return carryOutCreation(context, decision, signal);
    case 'change':
      return carryOutChange(context, decision, {progress: createProgress(), signal});
  }
}

/** A look-up that PagerDuty refuses is the record's own affair; nothing was written then. */
async function decideSafely(
  context: WriterContext,
  record: MappedRecord,
  deciding: Deciding,
): Promise<Decision> {
  const made: {decision?: Decision} = {};
  const step = {what: 'a look at what the user has, so nothing was changed'};
  const refused = await tryStep(createProgress(), step, async () => {
    made.decision = await decide(context, record, deciding);
    return undefined;
  });
  if (refused !== undefined) return {type: 'rejected', rejection: refused};
  return made.decision ?? {type: 'unchanged'};
}

interface Plans {
  plan(record: MappedRecord, signal: AbortSignal): Promise<PlannedOutcome>;
}

/** Plans record after record, each on what the earlier ones would have left. */
function createPlans(context: WriterContext): Plans {
  const {directory} = context;
  let simulated = 0;
  return {
    plan: async (record, signal) => {
      const made = await decideSafely(context, record, {fresh: false, signal});
      const decision = withinRemovals(context, made);
      if (decision.type === 'create' || decision.type === 'change') {
        simulated += 1;
        const user = simulate(decision, `new-${simulated}`);
        directory.put([user]);
        directory.markLeaving(user.id, false);
      }
      return planDecision(decision, context.teams);
    },
  };
}
