import {parseExactJson} from '../core/exact-json';
import type {BodyKind} from './policy';

/** A body with what it turned out to be. */
export interface UnderstoodBody {
  readonly kind: BodyKind;
  /** Parsed when `kind` is `json`, otherwise undefined. */
  readonly value: unknown;
}

/**
 * Tells bodies apart by their content: servers and gateways send HTML as JSON and the reverse
 * (Pendo Q17). `complete` is false when the connection ended early.
 */
export function understandBody(bytes: Buffer, complete: boolean): UnderstoodBody {
  if (!complete) return {kind: 'truncated', value: undefined};
  const text = withoutByteOrderMark(bytes.toString('utf8'));
  if (text === '') return {kind: 'empty', value: undefined};
  try {
    return {kind: 'json', value: parseExactJson(text)};
  } catch {
    // A SyntaxError says only that it is not JSON; what it is instead is for the caller to judge.
    return {kind: kindOf(text.trim()), value: undefined};
  }
}

function kindOf(text: string): BodyKind {
  if (text === '') return 'empty';
  if (text.startsWith('<')) return 'html';
  const closing = text.startsWith('{') ? '}' : text.startsWith('[') ? ']' : undefined;
  // A body can be cut off and still arrive "complete": the vendor's own server gave up (Pendo Q14).
  return closing !== undefined && !text.endsWith(closing) ? 'truncated' : 'text';
}

function withoutByteOrderMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}
