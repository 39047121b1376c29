import type {FailureKind} from '../../core/failure';
import type {SecretMask} from '../../core/secrets/secret-mask';
import type {AnswerMeaning, RawAnswer} from '../../http/policy';
import {vendorWords} from '../../http/verdict/vendor-words';
import type {PandadocRegion, WorkspaceSettings} from './settings';

/** Tries after a 200 without a body. */
const NO_BODY_RETRIES_MAX = 3;

/** The waiting time of a 429, which may stand in its words only (PandaDoc Q10). */
const AVAILABLE_IN = /available in (\d{1,6})(?:\.\d+)? second/i;

/** What sentences about an answer need to know. */
interface ClassifierParts {
  readonly region: PandadocRegion;
  readonly workspace: WorkspaceSettings;
  readonly mask: SecretMask;
}

/**
 * What PandaDoc's answers mean where they differ from the kit's table. Only the status decides: the
 * `type` in the body contradicts it now and then (PandaDoc Q8), and `detail` has two shapes (Q9).
 *
 * | status | meaning                                                                      |
 * | ------ | ---------------------------------------------------------------------------- |
 * | 2xx    | without a body: tried again; a deletion has none                             |
 * | 400    | `data` with PandaDoc's words                                                 |
 * | 401    | `auth`: wrong, replaced or orphaned credential (Q12), or the other region    |
 * | 403    | `auth`: the right or the plan is missing; `/users` needs an organization admin |
 * | 404    | `data`: no such address                                                      |
 * | 405    | `data`: the server does not know the call (Q13)                              |
 * | 429    | a limit; the wait may be in the words (Q10)                                  |
 * | 5xx    | tried again                                                                  |
 */
export function createClassifier(
  parts: ClassifierParts,
): (answer: RawAnswer) => AnswerMeaning | undefined {
  return (answer) => {
    const {status, body, bodyKind, method} = answer;
    if (status < 300) {
      if (method === 'DELETE') return {type: 'accept'};
      const isEmpty = bodyKind === 'empty' || body === null;
      return isEmpty ? {type: 'retry', retriesMax: NO_BODY_RETRIES_MAX} : undefined;
    }
    if (status >= 500) return {type: 'retry'};
    if (status === 429) return limited(answer);
    const refusal = refusalOf(parts, answer);
    return refusal && fail(refusal, parts, answer);
  };
}

/** A wait that the vendor names in a header is for the kit to read. */
function limited({headers, body, excerpt}: RawAnswer): AnswerMeaning {
  if (headers['retry-after'] !== undefined) return {type: 'limited'};
  const text = body === undefined ? excerpt : JSON.stringify(body);
  const seconds = AVAILABLE_IN.exec(text)?.[1];
  return seconds === undefined
    ? {type: 'limited'}
    : {type: 'limited', waitMs: Number(seconds) * 1_000};
}

interface Refusal {
  readonly kind: FailureKind;
  readonly sentence: string;
}

function refusalOf(parts: ClassifierParts, {status, path}: RawAnswer): Refusal | undefined {
  const where = `PandaDoc, workspace "${parts.workspace.name}",`;
  switch (status) {
    case 400:
      return {
        kind: 'data',
        sentence: `${where} did not accept a request. Run the sync again; if it happens again, report it.`,
      };
    case 401:
      return {kind: 'auth', sentence: unauthorized(parts, where)};
    case 403:
      return {kind: 'auth', sentence: forbidden(where, path)};
    case 404:
      return {
        kind: 'data',
        sentence: `${where} answers that ${path} does not exist. Check pandadoc.base_url; for PandaDoc itself it ends in /public/v1.`,
      };
    case 405:
      return {
        kind: 'data',
        sentence: `${where} does not support the call ${path}. Check pandadoc.base_url, or deselect the stream.`,
      };
    default:
      return undefined;
  }
}

/** Keys end with their owner's membership and with the next key of their kind (PandaDoc Q12). */
function unauthorized({region, workspace}: ClassifierParts, where: string): string {
  const other = region === 'us' ? 'eu' : 'us';
  const elsewhere = `or the account is in the other region: pandadoc.region is ${region}, the other one is ${other}.`;
  switch (workspace.credentials.type) {
    case 'api_key':
      return `${where} did not accept the API key. It is wrong, or its owner left the workspace, or a newer key replaced it: create a new one in PandaDoc > Settings > API and put it into the configuration; ${elsewhere}`;
    case 'oauth2':
      return `${where} did not accept the access token although it is new. Authorize the app again and put the new refresh token into the configuration; ${elsewhere}`;
    case 'access_token':
      return `${where} did not accept the access token. It has expired or was revoked: get a new one; ${elsewhere}`;
  }
}

function forbidden(where: string, path: string): string {
  if (path.startsWith('/users')) {
    return `${where} does not allow this credential to list the users of the organization. Use the credential of an Organization Admin, or deselect the stream pandadoc_users.`;
  }
  return `${where} does not allow this credential to read ${path}. Its owner must be an Admin of the workspace, and the plan must include the API (Business or Enterprise, depending on when and how it was bought).`;
}

function fail(
  {kind, sentence}: Refusal,
  {mask}: ClassifierParts,
  {body}: RawAnswer,
): AnswerMeaning {
  const words = vendorWords(body, mask);
  const quote = words === undefined ? '' : ` PandaDoc says: "${words}".`;
  return {type: 'fail', kind, message: `${sentence}${quote}`};
}
