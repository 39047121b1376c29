import {isFields} from '../shared/parse-json';
import type {Answer} from '../vendor-part';
import type {Account} from './account/account';
import {failure} from './answers';
import type {ContactMethod, MethodKind, NotificationRule, PagerdutyUser} from './account/records';
import {bodyObject} from './write-users';

const KINDS: readonly MethodKind[] = ['email', 'sms', 'phone', 'push_notification', 'whatsapp'];
const CALLABLE: readonly MethodKind[] = ['sms', 'phone', 'whatsapp'];
const NUMBER = /^[\d,*#]{1,40}$/;

/** The contact method in a body, as a new one or in place of `old`; or why it cannot be. */
export function readMethod(
  account: Account,
  user: PagerdutyUser,
  body: string,
  old?: ContactMethod,
): ContactMethod | Answer {
  const given = bodyObject(body, 'contact_method') ?? {};
  const kind = old?.kind ?? KINDS.find((one) => given['type'] === `${one}_contact_method`);
  if (!kind) return failure(400, ['Type is invalid']);
  const {label = old?.label, address = old?.address} = given;
  const code = given['country_code'] ?? old?.country_code;
  if (typeof label !== 'string') return failure(400, ["Label can't be blank"], 2003);
  if (typeof address !== 'string') return failure(400, ["Address can't be blank"], 2003);
  const callable = CALLABLE.includes(kind);
  if (callable && !(typeof code === 'number' && code >= 1 && code <= 1999)) {
    return failure(400, ['Country code is invalid']);
  }
  // National digits without trunk prefix (PagerDuty Q19).
  if (callable && !NUMBER.test(address)) return failure(400, ['Address is invalid']);
  const device = given['device_type'] ?? old?.device_type;
  if (kind === 'push_notification' && typeof device !== 'string') {
    return failure(400, ["Device type can't be blank"], 2003);
  }
  const country = callable && typeof code === 'number' ? code : undefined;
  const isTwin = (other: ContactMethod): boolean =>
    other !== old &&
    other.kind === kind &&
    other.address === address &&
    other.country_code === country;
  if (user.methods.some(isTwin)) return failure(400, ['User Contact method must be unique']);
  return {
    serial: old?.serial ?? account.nextPart(),
    kind,
    label,
    address,
    country_code: country,
    send_short_email: flagOr(given['send_short_email'], keptOf(account, old?.send_short_email)),
    device_type: typeof device === 'string' ? device : undefined,
    createdMs: old?.createdMs ?? account.now(),
  };
}

/** The notification rule in a body, as a new one or in place of `old`; or why it cannot be. */
export function readRule(
  account: Account,
  user: PagerdutyUser,
  body: string,
  old?: NotificationRule,
): NotificationRule | Answer {
  const given = bodyObject(body, 'notification_rule') ?? {};
  if (!old && given['type'] !== 'assignment_notification_rule') {
    return failure(400, ["Type can't be blank"], 2003);
  }
  const delayMinutes = given['start_delay_in_minutes'] ?? old?.delayMinutes;
  const urgency = given['urgency'] ?? old?.urgency ?? 'high';
  if (typeof delayMinutes !== 'number' || delayMinutes < 0) {
    return failure(400, ["Start delay can't be blank"], 2003);
  }
  if (urgency !== 'high' && urgency !== 'low') return failure(400, ['Urgency is invalid']);
  if (urgency === 'low' && !account.settings.plan_urgencies) return failure(402);
  const target = isFields(given['contact_method']) ? given['contact_method']['id'] : undefined;
  const method =
    typeof target === 'string' ? account.ids.serialOf('contact_method', target) : old?.method;
  if (method === undefined || !user.methods.some(({serial}) => serial === method)) {
    return failure(400, ['Contact method is invalid']);
  }
  const isTwin = (other: NotificationRule): boolean =>
    other !== old &&
    other.method === method &&
    other.delayMinutes === delayMinutes &&
    other.urgency === urgency;
  if (user.rules.some(isTwin)) {
    return failure(400, ['Channel Start delay must be unique for a given contact method']);
  }
  const serial = old?.serial ?? account.nextPart();
  return {serial, delayMinutes, urgency, method, createdMs: old?.createdMs ?? account.now()};
}

/** What is not in a body stays, or goes where a PUT replaces the whole. */
function keptOf({settings}: Account, old = false): boolean {
  return settings.put_mode === 'replace' ? false : old;
}

function flagOr(value: unknown, fallback: boolean): boolean {
  return typeof value === 'boolean' ? value : fallback;
}
