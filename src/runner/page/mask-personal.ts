const EMAIL = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;

/** Stands for what is not shown. */
const HIDDEN = '…';

/**
 * A key or a value of somebody, so that those who know it recognize it and nobody else learns it:
 * "a…@e….com", "…42", "S…". How long it is is not told.
 */
export function maskValue(text: string): string {
  const trimmed = text.trim();
  if (trimmed === '') return text;
  const at = trimmed.lastIndexOf('@');
  if (at > 0 && !/\s/u.test(trimmed)) return maskAddress(trimmed, at);
  if (/^[\d\s()+./-]+$/u.test(trimmed)) {
    const digits = trimmed.replace(/\D/gu, '');
    return digits.length < 4 ? HIDDEN : `${HIDDEN}${digits.slice(-2)}`;
  }
  return trimmed.length < 4 ? HIDDEN : `${firstSign(trimmed)}${HIDDEN}`;
}

/** A name by the first letters of its parts: "A… L…". */
export function maskName(name: string): string {
  if (name.includes('@')) return maskValue(name);
  return name.replace(/[^\s,]+/gu, (part) => `${firstSign(part)}${HIDDEN}`);
}

/** A sentence without the addresses and the given keys that stand in it. */
export function maskSentence(text: string, keys: readonly string[] = []): string {
  const known = keys.filter((key) => key.trim().length > 2).sort((a, b) => b.length - a.length);
  const masked = known.reduce((rest, key) => rest.replaceAll(key, maskValue(key)), text);
  return masked.replace(EMAIL, maskValue);
}

/** A value as JSON text, masked by its type: yes and no say nothing of anybody. */
export function maskJson(value: unknown): string {
  if (value === null || typeof value === 'boolean') return JSON.stringify(value);
  if (typeof value === 'string') return JSON.stringify(maskValue(value));
  if (typeof value === 'number') return maskValue(String(value));
  return Array.isArray(value) ? `[${HIDDEN}]` : `{${HIDDEN}}`;
}

function maskAddress(address: string, at: number): string {
  const domain = address.slice(at + 1);
  const end = domain.lastIndexOf('.');
  const top = end < 0 ? '' : domain.slice(end);
  return `${firstSign(address)}${HIDDEN}@${firstSign(domain)}${HIDDEN}${top}`;
}

function firstSign(text: string): string {
  return String.fromCodePoint(text.codePointAt(0) ?? 0x2026);
}
