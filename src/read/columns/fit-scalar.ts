import {ExactNumber} from '../../core/exact-number';

const INTEGER = /^-?\d{1,19}$/;
const NUMBER = /^-?\d+(\.\d+)?([eE][-+]?\d+)?$/;
const INT64_MAX = 2n ** 63n - 1n;
const INT64_MIN = -(2n ** 63n);

/** A text; numbers become their digits, for ids may be sent so. */
export function fitText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  return value instanceof ExactNumber ? value.text : undefined;
}

/** A whole number of 64 bits, as warehouses hold it; vendors send some as text. */
export function fitInteger(value: unknown): number | ExactNumber | undefined {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  const digits = typeof value === 'string' ? value : fitText(value);
  if (digits === undefined || !INTEGER.test(digits)) return undefined;
  const number = Number(digits);
  if (Number.isSafeInteger(number)) return number;
  const exact = BigInt(digits);
  return exact >= INT64_MIN && exact <= INT64_MAX ? new ExactNumber(String(exact)) : undefined;
}

/** Any number, with all its digits. */
export function fitNumber(value: unknown): number | ExactNumber | undefined {
  if (typeof value === 'number' || value instanceof ExactNumber) return value;
  if (typeof value !== 'string' || !NUMBER.test(value)) return undefined;
  const number = Number(value);
  return String(number) === value ? number : new ExactNumber(value.replace(/^(-?)0+(?=\d)/, '$1'));
}

/** Vendors send `true`, `"True"` and `1`. */
export function fitBoolean(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  const text = typeof value === 'string' ? value.toLowerCase() : value;
  if (text === 'true' || text === 1 || text === '1') return true;
  return text === 'false' || text === 0 || text === '0' ? false : undefined;
}
