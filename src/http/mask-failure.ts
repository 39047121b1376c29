import {Failure} from '../core/failure';
import type {SecretMask} from '../core/secrets/secret-mask';
import type {Authorization} from './auth/auth-policy';

/**
 * The failure with every text in it masked. It is the same object when there was nothing to mask,
 * so that the reason of an abort stays recognisable; otherwise a copy whose cause is reduced to
 * its message.
 */
export function maskFailure(failure: Failure, mask: SecretMask): Failure {
  const texts = textsOf(failure);
  if (texts.every((text) => mask.apply(text) === text)) return failure;
  const {kind, message, detail, resetAtMs, status, code, words, stack} = failure;
  const cause = failure.cause();
  const masked = new Failure({
    kind,
    message: mask.apply(message),
    ...(detail !== undefined && {detail: mask.apply(detail)}),
    ...(resetAtMs !== undefined && {resetAtMs}),
    ...(status !== undefined && {status}),
    ...(words !== undefined && {words: mask.apply(words)}),
    ...(code !== undefined && {code}),
    ...(cause && {cause: bareError(mask.apply(cause.message))}),
  });
  if (stack !== undefined) masked.stack = mask.apply(stack);
  return masked;
}

/**
 * Teaches the mask a credential as it is sent: the whole value, and the secret in it, which
 * follows the scheme (`Bearer x`, `Token token=x`).
 */
export function maskAuthorization(authorization: Authorization, mask: SecretMask): void {
  const values = [
    ...Object.values(authorization.headers ?? {}),
    ...Object.values(authorization.query ?? {}).flat(),
  ];
  for (const value of values) {
    mask.add(value);
    mask.add(value.replace(/^[A-Za-z-]+ (?:token=)?/, ''));
  }
}

function textsOf(failure: Failure): readonly string[] {
  const texts = [failure.detail ?? '', failure.words ?? ''];
  let error: Error | undefined = failure;
  while (error !== undefined) {
    texts.push(error.message, error.stack ?? '');
    const cause: unknown = typeof error.cause === 'function' ? causeOf(error) : error.cause;
    error = cause instanceof Error ? cause : undefined;
  }
  return texts;
}

/** VError keeps the cause behind a method, the language behind a property. */
function causeOf(error: Error): unknown {
  return error instanceof Failure ? error.cause() : undefined;
}

/** An error without a stack: where it was made says nothing, and the original's may hold secrets. */
function bareError(message: string): Error {
  const error = new Error(message);
  error.stack = `Error: ${message}`;
  return error;
}
