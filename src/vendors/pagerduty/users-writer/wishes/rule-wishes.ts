import {isJsonObject, type Json, type JsonObject} from '../../../../core/json';
import type {Rejection} from '../../../../write/record';
import {rejection} from '../../../../write/rejection';
import {
  isCallable,
  methodKey,
  methodKindOf,
  type MethodAddress,
  type MethodKind,
} from '../contact-method';
import type {Urgency} from '../notification-rule';
import {noKind, type MethodWish} from './method-wishes';
import {holds, isRejection, readEntries, wholeNumber, type EntryPlace} from './read-entries';

/** A notification rule that a record wants. */
export interface RuleWish {
  readonly urgency: Urgency;
  readonly delayMinutes: number;
  readonly method: MethodRef;
  readonly place: EntryPlace;
}

/** The contact method that a rule is for, as the record names it. */
interface MethodRef {
  readonly kind: MethodKind;
  /** Undefined: the only one of its kind. */
  readonly address: string | undefined;
  readonly countryCode: number | undefined;
}

const DELAY_MAX = 10_080;

/**
 * Reads `notification_rules`. `methods` are the contact methods of the same record, where it has them:
 * a rule may be for one of these only, or for the app, which no record can add.
 */
export function readRuleWishes(
  items: readonly Json[],
  methods: readonly MethodWish[] | undefined,
): {readonly value: readonly RuleWish[]} | Rejection {
  return readEntries('notification_rules', items, (entry, place) => {
    const wish = readRule(entry, place);
    if (isRejection(wish) || methods === undefined || wish.method.kind === APP) return wish;
    const found = findMethod(wish.method, methods);
    return found === 'none'
      ? noSuchMethod(place)
      : found === 'several'
        ? severalMethods(place)
        : wish;
  });
}

const APP: MethodKind = 'push_notification';

/** The one contact method that is meant; `none` or `several` where it cannot be told. */
export function findMethod<Method extends MethodAddress>(
  ref: MethodRef,
  methods: readonly Method[],
): Method | 'none' | 'several' {
  const ofKind = methods.filter(({kind}) => kind === ref.kind);
  const {kind, address} = ref;
  if (address === undefined) return theOnly(ofKind);
  const fitting = ofKind.filter((method) => {
    const countryCode = ref.countryCode ?? (isAbroad(address) ? undefined : method.countryCode);
    return methodKey({kind, address, countryCode}) === methodKey(method);
  });
  return theOnly(fitting);
}

function theOnly<Method>(methods: readonly Method[]): Method | 'none' | 'several' {
  const [first, second] = methods;
  if (first === undefined) return 'none';
  return second === undefined ? first : 'several';
}

function isAbroad(address: string): boolean {
  return /^\s*(?:\+|00)/.test(address);
}

function readRule(entry: JsonObject, place: EntryPlace): RuleWish | Rejection {
  const {urgency: givenUrgency, start_delay_in_minutes: givenDelay, contact_method: given} = entry;
  const urgency = typeof givenUrgency === 'string' ? givenUrgency.trim().toLowerCase() : undefined;
  if (urgency !== 'high' && urgency !== 'low') {
    return wrong(`${place}.urgency ${holds(givenUrgency, 'an urgency')}; it must be high or low.`);
  }
  const delayMinutes = wholeNumber(givenDelay);
  if (delayMinutes === undefined || delayMinutes < 0 || delayMinutes > DELAY_MAX) {
    const what = holds(givenDelay, 'a number of minutes');
    return wrong(
      `${place}.start_delay_in_minutes ${what}; it must hold a whole number from 0 to ${DELAY_MAX}.`,
    );
  }
  if (!isJsonObject(given)) {
    return wrong(
      `${place}.contact_method ${holds(given, 'an object')}; it must hold an object with type and address.`,
    );
  }
  const method = readRef(given, `${place}.contact_method`);
  return isRejection(method) ? method : {urgency, delayMinutes, method, place};
}

function readRef(given: JsonObject, place: EntryPlace): MethodRef | Rejection {
  const {type, address, country_code: code} = given;
  const kind = methodKindOf(type);
  if (kind === undefined) return noKind(`${place}.type`, type);
  const text = typeof address === 'number' ? String(address) : address;
  const isLeftOut =
    text === undefined || text === null || (typeof text === 'string' && text === '');
  if (!isLeftOut && typeof text !== 'string') {
    return wrong(`${place}.address ${holds(text, 'an address')}; it must hold text.`);
  }
  return {
    kind,
    address: isLeftOut ? undefined : text,
    countryCode: isCallable(kind) ? wholeNumber(code) : undefined,
  };
}

/** The rejection of a rule for a contact method that is not there. */
export function noSuchMethod(place: EntryPlace): Rejection {
  return rejection(
    'invalid_value',
    `Field ${place}.contact_method names a contact method that the record does not have. Add it to contact_methods, or correct type and address.`,
  );
}

/** The rejection of a rule that fits several contact methods. */
export function severalMethods(place: EntryPlace): Rejection {
  return rejection(
    'ambiguous',
    `Field ${place}.contact_method fits several contact methods; give its address, and the country_code of a telephone number.`,
  );
}

function wrong(what: string): Rejection {
  return rejection('invalid_value', `Field ${what} Correct the value, or leave the entry out.`);
}
