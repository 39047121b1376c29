import {parsePhoneNumberFromString, type CountryCode} from 'libphonenumber-js/min';
import {isSupportedCountry} from 'libphonenumber-js/min';

/** A phone number as E.164, or null when it cannot be one; `region` counts where it has no country code. */
export function foldPhone(raw: string, region: CountryCode | undefined): string | null {
  const parsed = parsePhoneNumberFromString(raw, region);
  if (parsed?.isPossible() !== true) return null;
  // Behind one number of an office many people have an extension of their own.
  return parsed.ext === undefined ? parsed.number : `${parsed.number};ext=${parsed.ext}`;
}

/** The region as the library knows it; undefined for what is none. */
export function regionOf(text: string): CountryCode | undefined {
  const upper = text.toUpperCase();
  return isSupportedCountry(upper) ? upper : undefined;
}
