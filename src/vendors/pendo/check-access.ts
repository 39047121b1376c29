import {Failure, toFailure} from '../../core/failure';
import type {HttpClient} from '../../http/request';
import {attempt} from '../shared/attempt';
import {aggregate} from './aggregate';
import {readMetadataSchema} from './metadata-schema';

/**
 * Tries the key on what the streams need: listing, not only the key test. Returns at most one
 * failure, because a refused key is refused everywhere.
 */
export function checkSource(client: HttpClient, signal: AbortSignal): Promise<readonly Failure[]> {
  return firstFailure([
    () => verifyKey(client, signal),
    () => readOne(client, 'visitor', signal),
    () => readOne(client, 'account', signal),
  ]);
}

/** Tries the key and reads both schemas, which tells the metadata API as well; writes nothing. */
export function checkDestination(
  client: HttpClient,
  signal: AbortSignal,
): Promise<readonly Failure[]> {
  return firstFailure([
    () => verifyKey(client, signal),
    () => readMetadataSchema(client, 'visitor', signal),
    () => readMetadataSchema(client, 'account', signal),
  ]);
}

async function firstFailure(
  steps: readonly (() => Promise<unknown>)[],
): Promise<readonly Failure[]> {
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      return [toFailure(error)];
    }
  }
  return [];
}

/**
 * A key that is refused here is refused everywhere. Not every server offers the test (404), and it may
 * fail for itself: the next step tells more anyway.
 */
async function verifyKey(client: HttpClient, signal: AbortSignal): Promise<void> {
  const asked = await attempt(() =>
    client.send({
      method: 'GET',
      path: '/token/verify',
      repeatable: true, // a read changes nothing
      accept: [404, 405],
      signal,
      purpose: 'verify the integration key',
    }),
  );
  if (asked instanceof Failure && asked.kind === 'auth') throw asked;
}

async function readOne(
  client: HttpClient,
  kind: 'visitor' | 'account',
  signal: AbortSignal,
): Promise<void> {
  await aggregate(client, {
    kind,
    identifiedOnly: false,
    sort: [`${kind}Id`],
    limit: 1,
    purpose: `read one ${kind} (aggregation)`,
    signal,
  });
}
