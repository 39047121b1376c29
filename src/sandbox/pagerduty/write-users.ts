import {jsonAnswer} from '../answer';
import {isFields, parseJson} from '../shared/parse-json';
import type {Fields} from '../shared/parse-json';
import type {Answer} from '../vendor-part';
import type {Account} from './account/account';
import {failure, noContent} from './answers';
import type {PagerdutyCall} from './guard';
import type {PagerdutyUser} from './account/records';
import {showUser, userReference} from './show';
import {addUser} from './account/add-user';
import {fitsRole} from './account/licenses';

const TEXTS = ['name', 'email', 'time_zone', 'color', 'role', 'description', 'job_title'] as const;
const EMPTIED: readonly string[] = ['time_zone', 'description', 'job_title'];
const ROLES = [
  ...['admin', 'limited_user', 'observer', 'owner', 'read_only_user', 'read_only_limited_user'],
  ...['restricted_access', 'user'],
];
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** The object under `name` in a body; undefined when there is none. */
export function bodyObject(body: string, name: string): Fields | undefined {
  const parsed = parseJson(body);
  const object = parsed.ok && isFields(parsed.value) ? parsed.value[name] : undefined;
  return isFields(object) ? object : undefined;
}

/** `POST /users`: mails an invitation and adds the default contact method and rules. */
export function createUserByBody(account: Account, call: PagerdutyCall): Answer {
  const {settings} = account;
  const from = call.headers['from'];
  const isKnown = from !== undefined && ownerOf(account, from) !== undefined;
  if (settings.from_required && !isKnown) {
    return failure(400, ['From header is required'], 2003);
  }
  const body = bodyObject(call.body, 'user');
  const {name, email, role = 'user', license} = body ?? {};
  const refused =
    refuseName(name) ?? refuseEmail(account, email) ?? refuseRole(role) ?? refuseLock(account);
  if (refused) return refused;
  if (typeof role !== 'string' || typeof email !== 'string' || typeof name !== 'string') {
    return failure(400);
  }
  const licensed = licenseIn(license, role);
  if (licensed === undefined) return failure(400, ['License is not available']);
  const {user, events} = addUser(account, {...textsOf(body ?? {}), ...licensed, name, email});
  account.invitations.push(email);
  call.record(...events);
  return jsonAnswer(201, {user: showUser(account, user)});
}

/** `PUT /users/{id}`: what is not in the body stays, or becomes null where the guide is right. */
export function updateUser(account: Account, user: PagerdutyUser, call: PagerdutyCall): Answer {
  const body = bodyObject(call.body, 'user');
  if (!body) return failure(400, ['User is missing'], 2003);
  // Repeating the role of the owner is refused as well (PagerDuty Q16).
  if (user.role === 'owner' && 'role' in body) return failure(403);
  const {email = user.email, name = user.name, role = user.role, license} = body;
  const refused =
    refuseName(name) ??
    refuseEmail(account, email, user.serial) ??
    (user.role === 'owner' ? undefined : refuseRole(role));
  if (refused) return refused;
  const licensed = licenseIn(license, String(role));
  if (licensed === undefined) return failure(400, ['License is not available']);
  const emptied =
    account.settings.put_mode === 'replace'
      ? {time_zone: null, description: null, job_title: null}
      : {};
  const saved: PagerdutyUser = {...user, ...emptied, ...textsOf(body), ...licensed};
  account.users.put(saved);
  account.addresses.note(saved.email, saved.serial);
  const fields = TEXTS.filter((text) => saved[text] !== user[text]).map((text) => ({
    name: text,
    description: null,
    before_value: user[text],
    value: saved[text],
  }));
  call.record({action: 'update', resource: userReference(account, saved), fields});
  return jsonAnswer(200, {user: showUser(account, saved)});
}

/** `DELETE /users/{id}`: for good; refused for who is on call, unless the plan takes care of it. */
export function deleteUser(account: Account, user: PagerdutyUser, call: PagerdutyCall): Answer {
  if (user.role === 'owner') return failure(403);
  if (user.onCall && !account.settings.plan_offboarding) {
    return failure(400, ['User cannot be deleted: it is on an escalation policy'], 2015);
  }
  account.users.remove(user.serial);
  call.record({action: 'delete', resource: userReference(account, user)});
  return noContent();
}

function refuseName(name: unknown): Answer | undefined {
  const fits = typeof name === 'string' && name !== '' && name.length <= 100;
  return fits ? undefined : failure(400, ["Name can't be blank"]);
}

function refuseEmail(account: Account, email: unknown, except = -1): Answer | undefined {
  if (typeof email !== 'string' || !EMAIL.test(email)) return failure(400, ['Email is invalid']);
  const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase();
  const allowed = account.settings.email_domains.split(' ').filter((one) => one !== '');
  if (allowed.length > 0 && !allowed.includes(domain)) {
    return failure(400, ['Email domain is not allowed by the account']);
  }
  const owner = ownerOf(account, email);
  const isTaken = owner !== undefined && owner !== except;
  return isTaken ? failure(400, ['Email has already been taken']) : undefined;
}

function refuseRole(role: unknown): Answer | undefined {
  if (typeof role !== 'string' || !ROLES.includes(role)) return failure(400, ['Role is invalid']);
  return role === 'owner' ? failure(403) : undefined;
}

/** Who is created while another one is may have to wait. */
function refuseLock(account: Account): Answer | undefined {
  const {lock_every: every} = account.settings;
  if (every === 0 || account.nextLock() % every !== 0) return undefined;
  return failure(400, ['User could not be locked']);
}

/** The license in a body: one of the account's that fits the role; undefined when it does not. */
function licenseIn(license: unknown, role: string): {readonly license?: string} | undefined {
  if (license === undefined) return {};
  const id = isFields(license) ? license['id'] : undefined;
  return typeof id === 'string' && fitsRole(id, role) ? {license: id} : undefined;
}

type Texts = Partial<Pick<PagerdutyUser, (typeof TEXTS)[number]>>;

/** Null empties what may be empty. */
function textsOf(body: Fields): Texts {
  const given = TEXTS.flatMap((name) => {
    const value = body[name];
    const isGiven = typeof value === 'string' || (value === null && EMPTIED.includes(name));
    return isGiven ? [[name, value]] : [];
  });
  // Only names of TEXTS, each with a text, or null where the user has null too.
  return Object.fromEntries(given) as Texts;
}

/** Serial of the user who has the address now. */
function ownerOf({addresses, users}: Account, email: string): number | undefined {
  for (const serial of addresses.find(email)) {
    if (users.at(serial)?.email.toLowerCase() === email.toLowerCase()) return serial;
  }
  return undefined;
}
