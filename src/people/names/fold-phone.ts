import {parsePhoneNumberFromString, type CountryCode} from 'libphonenumber-js/min';
import {isSupportedCountry} from 'libphonenumber-js/min';

/** A phone number as E.164, or null when it cannot be one; `region` counts where it has no country code. */
export function foldPhone(raw: string, region: CountryCode | undefined): string | null {
  if (isInternational(raw)) return `+${raw.replace(/\D/g, '')}`;
  const parsed = parsePhoneNumberFromString(raw, region);
  if (parsed?.isPossible() !== true) return null;
  // Behind one number of an office many people have an extension of their own.
  return parsed.ext === undefined ? parsed.number : `${parsed.number};ext=${parsed.ext}`;
}

/**
 * True for a number that is E.164 but for what stands between its digits, so that nothing must be looked up. A 0 near
 * the country code may be one too much.
 */
function isInternational(raw: string): boolean {
  return /^\+[1-9][1-9][1-9]?[1-9]?[\d ().-]{5,}$/.test(raw) && isWhole(raw.replace(/\D/g, ''));
}

function isWhole(digits: string): boolean {
  return digits.length >= 10 && digits.length <= 15 && !digits.slice(0, 4).includes('0');
}

/** The region as the library knows it; undefined for what is none. */
export function regionOf(text: string): CountryCode | undefined {
  const upper = text.toUpperCase();
  return isSupportedCountry(upper) ? upper : undefined;
}
