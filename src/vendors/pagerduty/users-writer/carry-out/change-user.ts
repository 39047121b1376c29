import type {Json, JsonObject} from '../../../../core/json';
import type {Rejection} from '../../../../write/record';
import {rejection} from '../../../../write/rejection';
import type {Change} from '../decision';
import {changesOf, licenseReference} from '../decide';
import {readUser} from '../read-lists';
import {toVendorUser, userFields, type VendorUser} from '../vendor-user';
import {tryStep, type Progress, type Step} from './progress';
import type {WriterContext} from '../writer-context';
import {putUser} from './write-calls';

/** Lists that an answer to a PUT may show as references only. */
type Lists = Pick<VendorUser, 'methods' | 'rules' | 'hasAllRules' | 'teamIds'>;

const STEP: Step = {what: 'the change of the user'};

/**
 * Changes the fields of a user: reads the user, puts the wanted values on top and sends every field that
 * can be written, which is right whether PUT changes what it holds (the vendor) or replaces all (the
 * guide). `role` is left out for the owner (PagerDuty Q16), `license` unless it changes (PagerDuty Q26).
 */
export async function changeUser(
  context: WriterContext,
  change: Change,
  {progress, signal}: {readonly progress: Progress; readonly signal: AbortSignal},
): Promise<VendorUser | Rejection> {
  const {user, fields, licenseId} = change;
  let now = user;
  const failed = await tryStep(progress, STEP, async () => {
    const shown = await readUser(context, user.id, signal);
    if (shown === undefined) return gone;
    now = withLists(toVendorUser(shown), user);
    const changes = changesOf(now, {fields});
    if (Object.keys(changes).length === 0 && licenseId === undefined) return undefined;
    const body = bodyOf(now, fields, licenseId);
    const answer = await putUser({context, signal}, user.id, body);
    const after = answer ?? (await readUser(context, user.id, signal)) ?? {};
    if (after['id'] !== user.id) return unconfirmedChange;
    now = withLists(toVendorUser(after), user);
    for (const name of Object.keys(changesOf(now, {fields}))) context.remarks.notTaken(name);
    if (licenseId !== undefined) context.licenses.note(user.id, licenseId);
    progress.done('the user was changed');
    return undefined;
  });
  context.directory.markLeaving(user.id, false);
  if (failed !== undefined) return failed;
  context.directory.put([now]);
  return now;
}

function bodyOf(
  {fields}: VendorUser,
  wanted: Change['fields'],
  licenseId: string | undefined,
): JsonObject {
  const body: Record<string, Json> = {type: 'user'};
  for (const name of userFields) {
    const value = wanted[name] === undefined ? fields[name] : wanted[name];
    const isLeftOut = value === undefined || (name === 'role' && fields.role === 'owner');
    if (!isLeftOut) body[name] = value;
  }
  if (licenseId !== undefined) body['license'] = licenseReference(licenseId);
  return body;
}

/** What was known of the lists is kept where an answer does not show them. */
function withLists(user: VendorUser, {methods, rules, hasAllRules, teamIds}: Lists): VendorUser {
  return {...user, methods, rules, hasAllRules, teamIds};
}

const gone = rejection(
  'not_found',
  'The user was deleted in PagerDuty while the sync ran. Send the record again if the user should exist.',
);

const unconfirmedChange = rejection(
  'unconfirmed',
  'PagerDuty answered, but did not confirm that the user is changed. Send the record again; values that are already correct cost no request.',
);
