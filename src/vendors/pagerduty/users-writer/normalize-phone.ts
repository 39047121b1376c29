import {parsePhoneNumberFromString} from 'libphonenumber-js/min';

/** A number as PagerDuty holds it: national digits, the country code beside them (PagerDuty Q19). */
interface PhoneNumber {
  readonly countryCode: number;
  /** National digits without trunk prefix; behind them what is dialled later, such as `,,12#`. */
  readonly address: string;
}

/**
 * What is wrong with a number. `no_country`: nothing says of which country it is; `other_country`: it
 * names another one than the country code beside it; `no_number`: no number there can look like it.
 */
export type PhoneFault = 'no_country' | 'other_country' | 'no_number';

/** What PagerDuty dials after the number is taken: pauses and keys. */
const DIALLED_LATER = /[,*#][\d,*#]*$/;
/** As numbers are written abroad; no national number begins so. */
const ABROAD = /^\s*00\s*/;
const ADDRESS_LENGTH_MAX = 40;

/** Brings a number into the form in which PagerDuty holds it, by the numbering plans of all countries. */
export function normalizePhone(
  text: string,
  countryCode: number | undefined,
): PhoneNumber | PhoneFault {
  const later = DIALLED_LATER.exec(text)?.[0] ?? '';
  const number = text.slice(0, text.length - later.length).replace(ABROAD, '+');
  const isAbroad = number.trim().startsWith('+');
  if (!isAbroad && countryCode === undefined) return 'no_country';
  const parsed = parse(number, countryCode);
  if (parsed?.isPossible() !== true || parsed.ext !== undefined) return 'no_number';
  const found = Number(parsed.countryCallingCode);
  if (countryCode !== undefined && found !== countryCode) return 'other_country';
  const address = `${parsed.nationalNumber}${later}`;
  return address.length > ADDRESS_LENGTH_MAX ? 'no_number' : {countryCode: found, address};
}

function parse(
  number: string,
  countryCode: number | undefined,
): ReturnType<typeof parsePhoneNumberFromString> {
  try {
    return parsePhoneNumberFromString(number, {
      extract: false,
      ...(countryCode !== undefined && {defaultCallingCode: String(countryCode)}),
    });
  } catch {
    // The library throws for a country code that nobody has.
    return undefined;
  }
}
