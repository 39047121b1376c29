import {Failure, type FailureKind} from '../../core/failure';
import type {AnswerMeaning, RawAnswer} from '../../http/policy';
import {readErrorBody, type ErrorBody} from './error-body';
import type {PagerdutyRegion} from './settings';

/** PagerDuty's own number for an account that is closed. */
const ACCOUNT_EXPIRED = 2012;

/** Longest quotation of PagerDuty's words. */
const WORDS_LENGTH_MAX = 200;

/**
 * What PagerDuty's answers mean where they differ from the kit's table.
 *
 * | status | meaning                                                                   |
 * | ------ | ------------------------------------------------------------------------- |
 * | 400    | `data` with PagerDuty's words; above the offset cap `config` (Q2)         |
 * | 401    | `auth`: wrong credential or wrong region, which look alike (Q11)          |
 * | 402    | `auth`: the plan lacks an ability (Q10)                                   |
 * | 403    | `auth`: a right or a scope is missing                                     |
 * | 429    | a limit, also without headers and body (Q5)                               |
 * | 5xx    | tried again                                                               |
 */
export function createClassifier(
  region: PagerdutyRegion,
): (answer: RawAnswer) => AnswerMeaning | undefined {
  return (answer) => {
    if (answer.status < 400) return undefined;
    if (answer.status >= 500) return {type: 'retry'};
    const error = readErrorBody(answer.body);
    if (error.code === ACCOUNT_EXPIRED) return fail('auth', ACCOUNT_CLOSED, error);
    switch (answer.status) {
      case 400:
        return classifyBadRequest(error);
      case 401:
        return fail('auth', wrongCredential(region), error);
      case 402:
        return fail('auth', planLacks(answer.path), error);
      case 403:
        return fail('auth', forbidden(answer.path, error), error);
      case 429:
        return {type: 'limited'};
      default:
        return undefined;
    }
  };
}

/** Only a list that is paged by numbers has an offset, and ours are right: just its size is refused. */
const SPEAKS_OF_OFFSET = /\boffset\b/i;

/** True for the refusal to list what lies beyond some offset (PagerDuty Q2). */
export function isBeyondOffsetCap(error: unknown): boolean {
  return error instanceof Failure && error.kind === 'config' && error.status === 400;
}

function classifyBadRequest(error: ErrorBody): AnswerMeaning {
  if (SPEAKS_OF_OFFSET.test(error.words)) {
    return fail(
      'config',
      'PagerDuty does not give more of a list (offset + limit is above its maximum), although the list is longer.',
      error,
    );
  }
  return fail(
    'data',
    'PagerDuty did not accept a request. Run the sync again; if it happens again, report it.',
    error,
  );
}

function fail(kind: FailureKind, sentence: string, {words}: ErrorBody): AnswerMeaning {
  const quote = words === '' ? '' : ` PagerDuty says: "${words.slice(0, WORDS_LENGTH_MAX)}".`;
  return {type: 'fail', kind, message: `${sentence}${quote}`};
}

const ACCOUNT_CLOSED =
  'PagerDuty says that the account has expired. Check the subscription in PagerDuty, then run the sync again.';

/** A credential of the other region is answered like a wrong one (PagerDuty Q11). */
function wrongCredential(region: PagerdutyRegion): string {
  const [here, other] = region === 'us' ? ['us', 'eu'] : ['eu', 'us'];
  return `PagerDuty did not accept the credential. Either it is wrong, deleted or expired: check it in PagerDuty > Integrations > API Access Keys; or the account is in the other region: pagerduty.region is ${here}, set it to ${other} if the account's address ${other === 'eu' ? 'ends' : 'does not end'} in .eu.pagerduty.com.`;
}

function planLacks(path: string): string {
  if (path.startsWith('/audit/')) {
    return "The plan of the PagerDuty account has no audit trail. Deselect the stream pagerduty_audit_records, or change the account's plan.";
  }
  if (path.startsWith('/teams')) {
    return "The plan of the PagerDuty account has no teams. Deselect the streams pagerduty_teams and pagerduty_team_members, or change the account's plan.";
  }
  return "The plan of the PagerDuty account does not include the requested data. Deselect the stream, or change the account's plan.";
}

function forbidden(path: string, {requiredScopes, tokenScopes}: ErrorBody): string {
  if (requiredScopes !== undefined) {
    return `The OAuth token lacks a scope: PagerDuty asks for ${requiredScopes}, the token has ${tokenScopes ?? 'others'}. Add the scope to the app in PagerDuty and to pagerduty.credentials.scope, or deselect the stream.`;
  }
  if (path.startsWith('/audit/')) {
    return 'PagerDuty does not allow this credential to read the audit trail. It needs an account key or the key of an admin or of the account owner (OAuth: scope audit_records.read). Change the credential, or deselect the stream pagerduty_audit_records.';
  }
  return "PagerDuty does not give this credential permission for the request. A user's key has the permissions of that user: use an account key from PagerDuty > Integrations > API Access Keys (OAuth: add the scope).";
}
