import {hash, pick} from '../../shared/hash';
import type {People} from '../../shared/people';
import type {ContactMethod, Membership, NotificationRule, PagerdutyUser} from './records';

/** What users are made from. */
interface UserDataOptions {
  readonly seed: number;
  readonly people: People;
  readonly teams: number;
  readonly teamlessPercent: number;
  readonly dataEndMs: number;
}

/** Serials of a user's parts follow from the user's own: so many are kept for each. */
export const PARTS_PER_USER = 16;

const SALT = 111;
const TEAM_SALT = 112;
const DAY_MS = 24 * 3_600_000;
const COLORS = ['purple', 'red', 'teal', 'orange', 'green', 'brown'];
const ROLES = ['user', 'user', 'user', 'limited_user', 'read_only_user', 'admin', 'observer'];
const JOBS = [null, 'SRE', 'Developer', 'On-call lead', 'Support engineer'];
const MEMBER_ROLES = ['responder', 'manager', 'observer'];
const COUNTRY_CODES = [49, 1, 351, 55, 91];

/** User number `serial` of a seed, with contact methods, rules and memberships. */
export function createUser(options: UserDataOptions, serial: number): PagerdutyUser {
  const {seed, people} = options;
  const number = hash(seed, SALT, serial);
  const email = people.email(serial);
  const methods = createMethods(options, serial, email);
  return {
    serial,
    name: people.name(serial),
    email,
    time_zone: number % 9 === 0 ? null : people.timeZone(serial).name,
    color: pick(COLORS, number >>> 3),
    role: serial === 0 ? 'owner' : pick(ROLES, number >>> 5),
    description: number % 5 === 0 ? `Desk ${number % 400}` : null,
    job_title: pick(JOBS, number >>> 8),
    invitation_sent: number % 11 === 0,
    created_via_sso: number % 3 === 0,
    billed: number % 7 !== 0,
    onCall: number % 10 === 3,
    methods,
    rules: createRules(methods),
    memberships: createMemberships(options, serial),
  };
}

/** The contact method that every new user is given. */
export function defaultMethod(serial: number, email: string, createdMs: number): ContactMethod {
  return {
    serial,
    kind: 'email',
    label: 'Default',
    address: email,
    country_code: undefined,
    send_short_email: false,
    device_type: undefined,
    createdMs,
  };
}

function createMethods(
  {seed, dataEndMs}: UserDataOptions,
  owner: number,
  email: string,
): readonly ContactMethod[] {
  const first = owner * PARTS_PER_USER;
  const number = hash(seed, SALT + 1, owner);
  const createdMs = dataEndMs - (number % 700) * DAY_MS;
  const email1 = defaultMethod(first, email, createdMs);
  const phone = {
    ...email1,
    address: `15${String(number % 10 ** 8).padStart(8, '0')}`,
    country_code: pick(COUNTRY_CODES, number >>> 4),
  };
  const methods: ContactMethod[] = [email1];
  if (number % 4 !== 0) methods.push({...phone, serial: first + 1, kind: 'sms', label: 'Mobile'});
  if (number % 5 < 2) methods.push({...phone, serial: first + 2, kind: 'phone', label: 'Desk'});
  if (number % 3 === 0) methods.push(createPush(first + 3, number, createdMs));
  if (number % 13 === 0) {
    methods.push({...phone, serial: first + 4, kind: 'whatsapp', label: 'WA'});
  }
  return methods;
}

function createPush(serial: number, number: number, createdMs: number): ContactMethod {
  return {
    serial,
    kind: 'push_notification',
    label: number % 2 === 0 ? 'Pixel' : 'iPhone',
    address: `FAKE-PUSH-TOKEN-${serial}`,
    country_code: undefined,
    send_short_email: false,
    device_type: number % 2 === 0 ? 'android' : 'ios',
    createdMs,
  };
}

/** At once for high urgency, and for each further method a little later; low urgency by e-mail. */
function createRules(methods: readonly ContactMethod[]): readonly NotificationRule[] {
  const rules: NotificationRule[] = methods.map(({serial, createdMs}, at) => ({
    serial,
    delayMinutes: at * 5,
    urgency: 'high',
    method: serial,
    createdMs,
  }));
  const [email] = methods;
  if (!email) return rules;
  const low = email.serial + PARTS_PER_USER - 1;
  rules.push({
    serial: low,
    delayMinutes: 0,
    urgency: 'low',
    method: email.serial,
    createdMs: email.createdMs,
  });
  return rules;
}

function createMemberships(options: UserDataOptions, owner: number): readonly Membership[] {
  const {seed, teams, teamlessPercent} = options;
  const number = hash(seed, TEAM_SALT, owner);
  if (teams === 0 || number % 100 < teamlessPercent) return [];
  const wanted = Math.min(teams, 1 + ((number >>> 8) % 3));
  return Array.from({length: wanted}, (_, at) => ({
    team: ((number >>> 10) + at) % teams,
    role: pick(MEMBER_ROLES, number >>> (12 + at)),
  }));
}
