import {toFailure} from '../../core/failure';
import {jsonText} from '../../core/json-text';
import type {Kit} from '../../core/kit';
import type {HttpAnswer} from '../../http/request';
import type {ObjectWriter, PreparedRecord} from '../../write/object-writer';
import type {Outcome, PlannedOutcome} from '../../write/record';
import {createRemarks, type Remarks} from './closing-remarks';
import type {Connections} from './connect';
import type {Identities} from './identities/identities';
import {identifyUser, type IdentifyRoute} from './identify-user';
import {judgeAnswer} from './judge-answer';
import {CONCURRENCY} from './policy';
import {createFaultsOf, createPrepare} from './prepare-record';
import type {UserguidingSettings} from './settings';
import {changesOfBody} from './user-body';
import {companyIdOf} from './split-fields';

/** A user with more than this is not sent; the vendor names no limit. */
const BODY_BYTES_MAX = 1_000_000;

/** What a writer is made from. */
interface WriterOptions {
  readonly settings: UserguidingSettings;
  readonly route: IdentifyRoute;
  readonly connections: Connections;
  readonly identities: Identities;
  readonly kit: Kit;
}

interface WriterParts extends WriterOptions {
  readonly remarks: Remarks;
}

/** Creates the writer of users: one call for each, several side by side. */
export function createUserWriter(options: WriterOptions): ObjectWriter {
  const remarks = createRemarks(options.kit.log);
  const parts: WriterParts = {...options, remarks};
  return {
    limits: {recordsMax: 1, bytesMax: BODY_BYTES_MAX, concurrency: CONCURRENCY},
    prepare: createPrepare({...options, remarks}),
    faultsOf: createFaultsOf(options),
    send: async (batch, signal) => {
      const outcomes: Outcome[] = [];
      for (const prepared of batch) outcomes.push(await sendUser(parts, prepared, signal));
      return outcomes;
    },
    fieldsOf: ({body}) =>
      changesOfBody(body, options.settings.bodyStyle).map(({field, to}) => ({
        name: field,
        text: jsonText(to),
      })),
    plan: async (batch) => {
      const plans: PlannedOutcome[] = [];
      for (const prepared of batch) plans.push(planUser(parts, prepared));
      return Promise.resolve(plans);
    },
    close: async () => {
      remarks.close();
      await options.identities.close();
    },
  };
}

async function sendUser(
  parts: WriterParts,
  {record, body}: PreparedRecord,
  signal: AbortSignal,
): Promise<Outcome> {
  const {settings, identities, connections, kit} = parts;
  const id = record.key;
  if (settings.skipUnchanged && identities.isRepeated(id, body)) return {status: 'unchanged'};
  const company = companyIdOf(record.fields);
  const answer = await identify(parts, {id, body, company}, signal);
  const outcome = judgeAnswer(answer, id, {settings, mask: kit.mask});
  if (outcome.status === 'written') {
    connections.prove();
    if (identities.changesCompany(id, company)) parts.remarks.companyChanged();
    await identities.remember(id, company, body);
  } else if (outcome.status === 'rejected' && outcome.reason === 'unconfirmed') {
    await identities.remember(id, undefined, undefined);
  }
  return outcome;
}

/** A call without an answer may have made the user: later spellings of the id must not pass. */
async function identify(
  parts: WriterParts,
  user: {
    readonly id: string;
    readonly body: string;
    readonly company: string | undefined;
  },
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const {connections, route, identities} = parts;
  try {
    return await identifyUser(connections.client, route, user, signal);
  } catch (error) {
    if (toFailure(error).kind === 'transient') {
      await identities.remember(user.id, undefined, undefined);
    }
    throw error;
  }
}

/** UserGuiding can be asked nothing (Q3), so a plan says what would be sent. */
function planUser(parts: WriterParts, {record, body}: PreparedRecord): PlannedOutcome {
  const {settings, identities} = parts;
  const id = record.key;
  if (settings.skipUnchanged && identities.isRepeated(id, body)) return {status: 'unchanged'};
  const company = companyIdOf(record.fields);
  const changesCompany = identities.changesCompany(id, company);
  if (changesCompany) parts.remarks.companyChanged();
  identities.notePlanned(id, company, body);
  return {
    status: 'update',
    changes: changesOfBody(body, settings.bodyStyle),
    notes: [
      'Upsert: UserGuiding cannot be asked whether the user exists, and its current values are not known.',
      ...(changesCompany ? ['The user was sent with another company before.'] : []),
    ],
  };
}
