/** What stands where a secret stood. */
export const MASK = '****';

/** Shorter values are not masked: they would tear holes into ordinary text. */
const SECRET_LENGTH_MIN = 4;

/** Replaces every known secret in outgoing text, in each form in which it can appear. */
export interface SecretMask {
  /** Remembers a secret that came up at run time, such as a refreshed access token. */
  add(secret: string): void;
  /** The text with each secret replaced by `****`. */
  apply(text: string): string;
}

/** Creates a mask that knows the given secrets: raw, JSON-escaped, percent-encoded, base64. */
export function createSecretMask(secrets: readonly string[] = []): SecretMask {
  const forms = new Set<string>();
  const ordered: string[] = [];
  const add = (secret: string): void => {
    if (secret.length < SECRET_LENGTH_MIN) return;
    for (const form of formsOf(secret)) forms.add(form);
    ordered.splice(0, ordered.length, ...[...forms].sort((a, b) => b.length - a.length));
  };
  secrets.forEach(add);
  return {
    add,
    apply: (text) => {
      let masked = text;
      for (const form of ordered) {
        if (masked.includes(form)) masked = masked.replaceAll(form, MASK);
      }
      return masked;
    },
  };
}

function formsOf(secret: string): readonly string[] {
  const escaped = JSON.stringify(secret).slice(1, -1);
  const base64 = Buffer.from(secret, 'utf8').toString('base64');
  return [
    secret,
    escaped,
    // Well-formed first, as bytes on the wire are: half a surrogate pair cannot be encoded.
    encodeURIComponent(Buffer.from(secret, 'utf8').toString('utf8')),
    new URLSearchParams({s: secret}).toString().slice(2),
    base64,
    base64.replace(/=+$/, ''),
    Buffer.from(secret, 'utf8').toString('base64url'),
  ];
}
