/** What must not stand in a packed key: separators, our own signs, and halves of surrogate pairs. */
const SPECIAL = /[%,= \ud800-\udfff]/;
const SPECIAL_EACH = /[%,= ]|\p{Surrogate}/gu;
const ESCAPE = /%(?:u([0-9A-F]{4})|([0-9A-F]{2}))/g;

/**
 * Percent-encodes space, comma, `=` and `%`, and lone surrogates as `%u` and four digits, which UTF-8 could
 * not keep. Everything else stays readable; equal texts have equal escapes and no others.
 */
export function escapeKey(text: string): string {
  return SPECIAL.test(text) ? text.replace(SPECIAL_EACH, escapeOne) : text;
}

/** Gives back what `escapeKey` was given. */
export function unescapeKey(text: string): string {
  if (!text.includes('%')) return text;
  return text.replace(ESCAPE, (_, wide: string | undefined, narrow: string | undefined) =>
    String.fromCharCode(Number.parseInt(wide ?? narrow ?? '', 16)),
  );
}

function escapeOne(sign: string): string {
  const hex = sign.charCodeAt(0).toString(16).toUpperCase();
  return hex.length > 2 ? `%u${hex}` : `%${hex}`;
}
