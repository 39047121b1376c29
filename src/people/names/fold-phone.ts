import {
  getCountryCallingCode,
  parsePhoneNumberFromString,
  type CountryCode,
  type PhoneNumber,
} from 'libphonenumber-js/min';
import {isSupportedCountry} from 'libphonenumber-js/min';

/** A phone number as E.164, or null when it cannot be one; `region` counts where it has no country code. */
export function foldPhone(raw: string, region: CountryCode | undefined): string | null {
  // A hash (`pii: hash`) has digits, and is of one way to write a number.
  if (raw.includes('pii:')) return null;
  if (isInternational(raw)) return `+${raw.replace(/\D/g, '')}`;
  const parsed = parse(raw.normalize('NFKC'), region);
  if (parsed?.isPossible() !== true || isFilledIn(parsed.nationalNumber)) return null;
  // Behind one number of an office many people have an extension of their own.
  return parsed.ext === undefined ? parsed.number : `${parsed.number};ext=${parsed.ext}`;
}

/** Digits from which on a number that begins with the region's country code has that code and no area code. */
const LONG = 11;

/** A number of the region, unless it is only one with its country code and without the +. */
function parse(text: string, region: CountryCode | undefined): PhoneNumber | undefined {
  const parsed = parsePhoneNumberFromString(text, region);
  const digits = text.replace(/\D/g, '');
  if (!/^\s*[1-9]/.test(text)) return parsed;
  const beginsWithCode =
    region !== undefined &&
    digits.length >= LONG &&
    digits.startsWith(getCountryCallingCode(region));
  if (parsed?.isValid() === true && !beginsWithCode) return parsed;
  const whole = parsePhoneNumberFromString(`+${text.trim()}`);
  return whole?.isValid() === true ? whole : parsed;
}

/** What is typed where a form demands a number: 0000000, 1111111, 123456789. */
function isFilledIn(digits: string): boolean {
  return /^(\d)\1*$/.test(digits) || '01234567890123456789'.includes(digits);
}

/**
 * True for a number that is E.164 but for what stands between its digits, so that nothing must be looked up. A 0 near
 * the country code may be one too much.
 */
function isInternational(raw: string): boolean {
  const digits = raw.replace(/\D/g, '');
  return (
    /^\+[1-9][1-9][1-9]?[1-9]?[\d ().-]{5,}$/.test(raw) &&
    isWhole(digits) &&
    !/(\d)\1{6}/.test(digits)
  );
}

function isWhole(digits: string): boolean {
  return digits.length >= 10 && digits.length <= 15 && !digits.slice(0, 4).includes('0');
}

/** The region as the library knows it; undefined for what is none. */
export function regionOf(text: string): CountryCode | undefined {
  const upper = text.toUpperCase();
  return isSupportedCountry(upper) ? upper : undefined;
}
