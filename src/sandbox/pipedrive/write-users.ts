import {isFields, parseJson} from '../shared/parse-json';
import type {Fields} from '../shared/parse-json';
import type {Answer} from '../vendor-part';
import {activeAdmins, activeUsers} from './company/company';
import type {Company} from './company/company';
import {failure, success} from './envelope';
import type {PipedriveCall} from './guard';
import {accessTo} from './company/permission-sets';
import {DEFAULT_ROLE_ID, isAdmin} from './company/pipedrive-user';
import type {AccessEntry, PipedriveUser} from './company/pipedrive-user';
import {showUser} from './show-user';

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** Texts that the guide lets a caller set. */
const GUIDE_TEXTS = ['name', 'default_currency', 'locale', 'timezone_name'] as const;

type GuideText = (typeof GUIDE_TEXTS)[number];

/**
 * `POST /users`: mails an invitation and takes a seat, and neither can be avoided (Pipedrive Q13).
 * Only the guide's vendor honours name, phone and role (Q12).
 */
export function inviteUser(company: Company, call: PipedriveCall): Answer {
  const body = readBody(call.body);
  const email = body?.['email'];
  if (!body || typeof email !== 'string' || !EMAIL.test(email.trim())) {
    return failure(400, 'Email is missing or not valid.');
  }
  const access = readAccess(body['access'] ?? [{app: 'sales'}]);
  if (!access) return failure(400, 'Access is not valid.');
  if (company.users.hasEmail(email)) {
    return failure(400, 'User with this email already exists.');
  }
  const active = body['active_flag'] !== false;
  if (active && noSeatLeft(company)) return seatsCapped();
  const fresh: PipedriveUser = {
    ...company.nextUser(),
    name: email.trim(),
    email: email.trim(),
    phone: null,
    active_flag: active,
    activated: false,
    role_id: DEFAULT_ROLE_ID,
    access,
    lastLoginMs: null,
    createdMs: company.nowWholeSeconds(),
    modifiedMs: company.nowWholeSeconds(),
  };
  const user = company.settings.profile === 'guide' ? withGuideFields(company, fresh, body) : fresh;
  if (!user) return failure(400, 'A field has a value that is not valid.');
  company.users.put(user);
  company.invitations.push({email: user.email, atMs: company.now()});
  if (active) buySeat(company);
  return success(showUser(company, user, call.viewer));
}

/** `PUT /users/{id}`: `active_flag` and nothing else for the vendor, any field for the guide. */
export function updateUser(company: Company, call: PipedriveCall): Answer {
  const user = company.users.byId(Number(call.params['id']));
  if (!user || user.is_deleted) return failure(404, 'User not found or not accessible.');
  const body = readBody(call.body);
  if (!body) return failure(400, 'The body must be a JSON object.');
  const wanted =
    company.settings.profile === 'guide'
      ? withGuideFields(company, user, body)
      : withActiveFlag(user, body);
  if (!wanted) return failure(400, 'A field is missing or has a value that is not valid.');
  const loses = isAdmin(user) && user.active_flag && !(isAdmin(wanted) && wanted.active_flag);
  if (loses && activeAdmins(company) === 1) {
    return failure(400, 'The last active admin cannot be deactivated.');
  }
  const returns = wanted.active_flag && !user.active_flag;
  if (returns && noSeatLeft(company)) return seatsCapped();
  if (returns) buySeat(company);
  const saved = {...wanted, modifiedMs: company.nowWholeSeconds()};
  company.users.put(saved);
  return success(showUser(company, saved, call.viewer));
}

function readBody(body: string): Fields | undefined {
  const parsed = parseJson(body);
  return parsed.ok && isFields(parsed.value) ? parsed.value : undefined;
}

function withActiveFlag(user: PipedriveUser, body: Fields): PipedriveUser | undefined {
  const active = body['active_flag'];
  return typeof active === 'boolean' ? {...user, active_flag: active} : undefined;
}

/** The user with the body's fields; undefined when one of them is not valid. */
function withGuideFields(
  company: Company,
  user: PipedriveUser,
  body: Fields,
): PipedriveUser | undefined {
  const {active_flag: active = user.active_flag, role_id: roleId = user.role_id} = body;
  const {email = user.email, phone = user.phone} = body;
  const access = body['access'] === undefined ? user.access : readAccess(body['access']);
  const texts: Partial<Record<GuideText, string>> = {};
  for (const name of GUIDE_TEXTS) {
    const value = body[name] ?? user[name];
    if (typeof value !== 'string') return undefined;
    texts[name] = value;
  }
  if (typeof active !== 'boolean' || typeof roleId !== 'number' || !access) return undefined;
  if (!company.roles.byId(roleId)) return undefined;
  if (typeof email !== 'string' || !EMAIL.test(email)) return undefined;
  if (email !== user.email && company.users.hasEmail(email, user.id)) return undefined;
  if (phone !== null && typeof phone !== 'string') return undefined;
  return {...user, ...texts, active_flag: active, role_id: roleId, email, phone, access};
}

/** Access entries with what the caller left out; undefined when they are not entries. */
function readAccess(given: unknown): readonly AccessEntry[] | undefined {
  if (!Array.isArray(given) || given.length === 0) return undefined;
  const items: readonly unknown[] = given;
  const entries: AccessEntry[] = [];
  for (const item of items) {
    if (!isFields(item) || typeof item['app'] !== 'string') return undefined;
    const entry = accessTo(item['app'], item['admin'] === true);
    const setId = item['permission_set_id'];
    entries.push(typeof setId === 'string' ? {...entry, permission_set_id: setId} : entry);
  }
  return entries;
}

function noSeatLeft(company: Company): boolean {
  const max = company.settings.seats_max;
  return max > 0 && activeUsers(company) >= max;
}

function seatsCapped(): Answer {
  return failure(403, 'Your plan does not allow more users.', {
    code: 'feature_capping_users_limit',
  });
}

function buySeat({seats}: Company): void {
  seats.bought += 1;
  seats.boughtByApi += 1;
}
