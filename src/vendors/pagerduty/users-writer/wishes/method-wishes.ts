import type {Json, JsonObject} from '../../../../core/json';
import type {Rejection} from '../../../../write/record';
import {rejection} from '../../../../write/rejection';
import {
  isCallable,
  methodKey,
  methodKindOf,
  methodKinds,
  type MethodAddress,
  type MethodKind,
} from '../contact-method';
import {normalizePhone, type PhoneFault} from '../normalize-phone';
import {holds, isRejection, readEntries, wholeNumber, type EntryPlace} from './read-entries';
import {isEmail} from './user-field-wishes';

/** A contact method that a record wants, its address in the form in which it is sent. */
export interface MethodWish extends MethodAddress {
  readonly key: string;
  /** Undefined: any. */
  readonly label: string | undefined;
}

const LABEL_LENGTH_MAX = 100;

/** Reads `contact_methods`. The same method twice is one, with one label. */
export function readMethodWishes(
  items: readonly Json[],
): {readonly value: readonly MethodWish[]} | Rejection {
  const read = readEntries('contact_methods', items, readMethod);
  if (isRejection(read)) return read;
  const byKey = new Map<string, MethodWish>();
  for (const wish of read.value) {
    const earlier = byKey.get(wish.key);
    if (earlier?.label !== undefined && wish.label !== undefined && earlier.label !== wish.label) {
      return severalLabels;
    }
    byKey.set(wish.key, {...wish, label: wish.label ?? earlier?.label});
  }
  return {value: [...byKey.values()]};
}

function readMethod(entry: JsonObject, place: EntryPlace): MethodWish | Rejection {
  const kind = methodKindOf(entry['type']);
  if (kind === undefined) return noKind(`${place}.type`, entry['type']);
  const address = readAddress(
    {kind, address: entry['address'], code: entry['country_code']},
    place,
  );
  if (isRejection(address)) return address;
  const {label} = entry;
  if (label !== undefined && label !== null && typeof label !== 'string') {
    return wrong(`${place}.label ${holds(label, 'a label')}; it must hold text.`);
  }
  const text = label?.trim() ?? '';
  if (text.length > LABEL_LENGTH_MAX) {
    return wrong(`${place}.label has more than ${LABEL_LENGTH_MAX} characters.`);
  }
  return {...address, key: methodKey(address), label: text === '' ? undefined : text};
}

/** An address as it is sent: digits of a telephone number, an e-mail address without spaces around it. */
function readAddress(
  given: {
    readonly kind: MethodKind;
    readonly address: Json | undefined;
    readonly code: Json | undefined;
  },
  place: EntryPlace,
): MethodAddress | Rejection {
  const {kind, address, code} = given;
  const text = typeof address === 'number' ? String(address) : address;
  if (typeof text !== 'string' || text.trim() === '') {
    return wrong(`${place}.address ${holds(address, 'an address')}.`);
  }
  if (kind === 'email') {
    const email = text.trim();
    if (isEmail(email)) return {kind, address: email, countryCode: undefined};
    return wrong(`${place}.address contains text that is not an e-mail address.`);
  }
  if (!isCallable(kind)) return {kind, address: text, countryCode: undefined};
  const countryCode = wholeNumber(code);
  if (code !== undefined && code !== null && !isCountryCode(countryCode)) {
    return wrong(
      `${place}.country_code ${holds(code, 'a country code')}; it must hold a whole number from 1 to 1999.`,
    );
  }
  const phone = normalizePhone(text, countryCode);
  if (typeof phone === 'string') return wrongPhone[phone](place);
  return {kind, ...phone};
}

function isCountryCode(code: number | undefined): boolean {
  return code !== undefined && code >= 1 && code <= 1999;
}

const wrongPhone: Readonly<Record<PhoneFault, (place: EntryPlace) => Rejection>> = {
  no_country: (place) =>
    wrong(
      `${place} does not say of which country the number is: give country_code, or begin the address with + and the country code.`,
    ),
  other_country: (place) =>
    wrong(`${place}.address begins with another country code than its country_code.`),
  no_number: (place) =>
    wrong(`${place}.address contains text that is no telephone number of its country.`),
};

/** The rejection for a type that names no kind of contact method. */
export function noKind(place: EntryPlace, type: Json | undefined): Rejection {
  return wrong(
    `${place} ${holds(type, 'a kind of contact method')}; it must be one of ${methodKinds.join(', ')}.`,
  );
}

function wrong(what: string): Rejection {
  return rejection('invalid_value', `Field ${what} Correct the value, or leave the entry out.`);
}

const severalLabels = rejection(
  'ambiguous',
  'Field contact_methods has the same contact method twice with different labels; leave one of the entries out.',
);
