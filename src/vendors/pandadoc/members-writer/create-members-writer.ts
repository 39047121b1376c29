import {jsonText} from '../../../core/json-text';
import type {ObjectWriter} from '../../../write/object-writer';
import type {MappedRecord, Outcome, PlannedOutcome} from '../../../write/record';
import {carryOut} from './carry-out/carry-out';
import {decide} from './decide';
import {callsOf} from './decision';
import {noteNewUser} from './organization';
import {planDecision, simulate} from './plan-decision';
import {prepareRecord} from './prepare-record';
import {readWantedMember} from './wanted-member';
import type {WriterContext} from './writer-context';

const BODY_BYTES_MAX = 1_000_000;

/**
 * Creates the writer of members. Records are written one by one: the same person may be new in two
 * workspaces, and only the first of them creates the user.
 */
export function createMembersWriter(context: WriterContext): ObjectWriter {
  const plans = createPlans(context);
  return {
    limits: {recordsMax: 1, bytesMax: BODY_BYTES_MAX, concurrency: 1},
    prepare: (record) => prepareRecord(context.workspaces, record),
    faultsOf: (record) => {
      const wanted = readWantedMember(record);
      return 'reason' in wanted ? [wanted] : [];
    },
    send: async (batch, signal) => {
      const outcomes: Outcome[] = [];
      for (const {record} of batch) outcomes.push(await sendRecord(context, record, signal));
      return outcomes;
    },
    fieldsOf: ({record}) =>
      Object.entries(record.fields).map(([name, value]) => ({name, text: jsonText(value)})),
    comparesValues: true,
    plan: (batch) => Promise.resolve(batch.map(({record}) => plans.plan(record))),
    remarks: () => context.remarks.list(),
    close: () => {
      plans.close();
      return Promise.resolve();
    },
  };
}

async function sendRecord(
  context: WriterContext,
  record: MappedRecord,
  signal: AbortSignal,
): Promise<Outcome> {
  const decision = decide(context, record);
  switch (decision.type) {
    case 'rejected':
      return {status: 'rejected', ...decision.rejection};
    case 'unchanged':
      return {status: 'unchanged'};
    default:
      return carryOut(context, decision, signal);
  }
}

interface Plans {
  plan(record: MappedRecord): PlannedOutcome;
  close(): void;
}

/** Plans record after record, each on what the earlier ones would have left. */
function createPlans(context: WriterContext): Plans {
  const {brakes, kit} = context;
  const sum = {records: 0, calls: 0, simulated: 0};
  return {
    plan: (record) => {
      sum.records += 1;
      const decision = decide(context, record);
      if (decision.type !== 'rejected' && decision.type !== 'unchanged') {
        sum.calls += callsOf(decision);
        sum.simulated += 1;
        const {directory} = decision.workspace;
        const member = simulate(decision, `planned-${sum.simulated}`);
        directory.put([member]);
        directory.markLeaving(member.id, false);
        if (decision.type === 'invite' && decision.user === undefined) {
          const {email, license, firstName, lastName, workspace} = decision;
          const user = {id: member.id, license, firstName, lastName};
          if (workspace.organization) noteNewUser(workspace.organization, email, user);
        }
      }
      return planDecision(decision);
    },
    close: () => {
      if (sum.records === 0) return;
      kit.log(
        'INFO',
        `PandaDoc: this run would invite ${brakes.invitations.taken()} people, take ${brakes.seats.taken()} paid seats and remove ${brakes.removals.taken()} members, with ${sum.calls} calls.`,
      );
    },
  };
}
