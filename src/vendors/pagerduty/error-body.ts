import {isJsonObject} from '../../core/json';

/** What an error's body says, regardless of its shape (PagerDuty Q9). */
export interface ErrorBody {
  /** PagerDuty's own number, such as 2006. */
  readonly code: number | undefined;
  /** All words of the body in one text; empty when there are none. */
  readonly words: string;
  /** Scopes that the request needs and the token has, where a 403 names them. */
  readonly requiredScopes: string | undefined;
  readonly tokenScopes: string | undefined;
}

/**
 * Reads an error: `error` may be an object, a list or a text, and `errors` a list, a text or
 * field → texts. A body that is none of them gives an error without words.
 */
export function readErrorBody(body: unknown): ErrorBody {
  const error = isJsonObject(body) ? body['error'] : undefined;
  const fields = isJsonObject(error) ? error : {};
  const outer = isJsonObject(body) ? body['errors'] : undefined;
  const code = Number(fields['code'] ?? Number.NaN);
  const parts = isJsonObject(error) ? [fields['message'], fields['errors'], outer] : [error, outer];
  return {
    code: Number.isInteger(code) ? code : undefined,
    words: parts.flatMap(textsIn).join('; '),
    requiredScopes: scopesAt(fields['required_scopes']),
    tokenScopes: scopesAt(fields['token_scopes']),
  };
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return value === '' ? [] : [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([field, inner]) => {
    const texts = textsIn(inner);
    return texts.length > 0 ? [`${field}: ${texts.join(', ')}`] : [];
  });
}

function scopesAt(value: unknown): string | undefined {
  const texts = textsIn(value);
  return texts.length > 0 ? texts.join(' ') : undefined;
}
