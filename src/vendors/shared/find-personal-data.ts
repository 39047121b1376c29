import {ExactNumber} from '../../core/exact-number';
import type {Replace} from './personal-data';

const EMAIL = /^\s*[^\s@<>,;"]+@[^\s@<>,;"]+\.[^\s@<>,;"]+\s*$/u;
/** With the plus sign only: any long number could be a phone number otherwise. */
const INTERNATIONAL_PHONE = /^\s*\+(?:[ ().-]*\d){7,15}\s*$/u;
const PHONE = /^\s*\+?(?:[ ()./-]*\d){5,20}\s*$/u;

// Names in lower case without signs: "Work E-Mail", "work_email" and "workemail" are the same.
const EMAIL_NAME = /mail(?:s|address|addresses)?$/u;
const PHONE_NAME =
  /(?:phone|mobile|cell|telephone|fax|msisdn|whatsapp)(?:s|no|nr|number|numbers)?$|^tel$|^sms$/u;
const ID_NAME = /ids?$/u;
/** Fewer are no phone number, regardless of the name: a count, an extension, yes or no. */
const PHONE_DIGITS_MIN = 5;

/** True for a text that is one e-mail address. */
export function isEmail(text: string): boolean {
  return text.includes('@') && EMAIL.test(text);
}

/** True for a text that may be a phone number where one is expected. */
export function isPhone(text: string): boolean {
  return PHONE.test(text);
}

/**
 * The value with every e-mail address and phone number in it replaced, at any depth. They are known
 * by the names of their fields (email, Work E-Mail, phone_number, mobile …), and, regardless of the name,
 * by their looks: a text that is an e-mail address, or a phone number with country code.
 */
export function replaceWithin(value: unknown, replace: Replace, name = ''): unknown {
  if (typeof value === 'string') return replaceText(value, replace, plainName(name));
  if (typeof value === 'number' || value instanceof ExactNumber) {
    return isNamedPhone(String(value), plainName(name)) ? replace.phone(String(value)) : value;
  }
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    return items.map((item) => replaceWithin(item, replace, name));
  }
  const replaced: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    // An entry such as {"type": "phone", "value": …} is named by what holds it.
    replaced[key] = replaceWithin(item, replace, key === 'value' ? name : key);
  }
  return replaced;
}

function replaceText(text: string, replace: Replace, name: string): string | null {
  if (text === '') return text;
  if (isEmail(text))
    return ID_NAME.test(name) ? replaceInnerId(text, replace) : replace.email(text);
  if (EMAIL_NAME.test(name)) return replace.email(text);
  if (isNamedPhone(text, name) || INTERNATIONAL_PHONE.test(text)) return replace.phone(text);
  return text;
}

function isNamedPhone(text: string, name: string): boolean {
  return PHONE_NAME.test(name) && text.replace(/\D/gu, '').length >= PHONE_DIGITS_MIN;
}

/** Only keys have to be something: an id within a value that cannot be replaced is dropped. */
function replaceInnerId(text: string, replace: Replace): string | null {
  const id = replace.id(text);
  return id === text ? replace.email(text) : id;
}

function plainName(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/gu, '');
}
