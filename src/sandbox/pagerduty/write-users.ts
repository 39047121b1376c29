import {jsonAnswer} from '../answer';
import {isFields, parseJson} from '../shared/parse-json';
import type {Fields} from '../shared/parse-json';
import type {Answer} from '../vendor-part';
import type {Account} from './account/account';
import {failure, noContent} from './answers';
import {createUserFinder} from './find-users';
import type {PagerdutyCall} from './guard';
import type {PagerdutyUser} from './account/records';
import {showUser, userReference} from './show';
import {addUser} from './account/add-user';

const TEXTS = ['name', 'email', 'time_zone', 'color', 'role', 'description', 'job_title'] as const;
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
  if (account.settings.from_required && call.headers['from'] === undefined) {
    return failure(400, ['From header is required'], 2003);
  }
  const body = bodyObject(call.body, 'user');
  const {name, email, role = 'user'} = body ?? {};
  if (typeof name !== 'string' || name === '' || name.length > 100) {
    return failure(400, ["Name can't be blank"]);
  }
  if (typeof email !== 'string' || !EMAIL.test(email)) return failure(400, ['Email is invalid']);
  if (isTaken(account, email)) return failure(400, ['Email has already been taken']);
  const refused = refuseRole(role);
  if (refused) return refused;
  const {user, events} = addUser(account, {...textsOf(body ?? {}), name, email});
  call.record(...events);
  return jsonAnswer(201, {user: showUser(account, user)});
}

/** `PUT /users/{id}`: what is not in the body stays, or becomes null where the guide is right. */
export function updateUser(account: Account, user: PagerdutyUser, call: PagerdutyCall): Answer {
  const body = bodyObject(call.body, 'user');
  if (!body) return failure(400, ['User is missing'], 2003);
  // Repeating the role of the owner is refused as well (PagerDuty Q16).
  if (user.role === 'owner' && 'role' in body) return failure(403);
  const refused = refuseRole(body['role'] ?? 'user');
  if (refused) return refused;
  const {email} = body;
  if (typeof email === 'string' && isTaken(account, email, user.serial)) {
    return failure(400, ['Email has already been taken']);
  }
  const emptied =
    account.settings.put_mode === 'replace'
      ? {time_zone: null, description: null, job_title: null}
      : {};
  const saved: PagerdutyUser = {...user, ...emptied, ...textsOf(body)};
  account.users.put(saved);
  const fields = TEXTS.filter((name) => saved[name] !== user[name]).map((name) => ({
    name,
    description: null,
    before_value: user[name],
    value: saved[name],
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

function refuseRole(role: unknown): Answer | undefined {
  if (typeof role !== 'string' || !ROLES.includes(role)) return failure(400, ['Role is invalid']);
  return role === 'owner' ? failure(403) : undefined;
}

function textsOf(body: Fields): Partial<Pick<PagerdutyUser, (typeof TEXTS)[number]>> {
  const given = TEXTS.flatMap((name) =>
    typeof body[name] === 'string' ? [[name, body[name]]] : [],
  );
  // Only names of TEXTS, each with a text.
  return Object.fromEntries(given) as Partial<Pick<PagerdutyUser, (typeof TEXTS)[number]>>;
}

function isTaken(account: Account, email: string, except = -1): boolean {
  const wanted = email.toLowerCase();
  const find = createUserFinder(account);
  const found = Array.from(find({query: wanted, teams: []}));
  return found.some(
    (serial) => serial !== except && account.users.at(serial)?.email.toLowerCase() === wanted,
  );
}
