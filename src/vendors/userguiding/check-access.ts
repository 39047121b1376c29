import {Failure, toFailure} from '../../core/failure';
import type {Kit} from '../../core/kit';
import type {Connections} from './connect';
import {openIdentities} from './identities/identities';
import {identifyUser} from './identify-user';
import {judgeAnswer} from './judge-answer';
import {listOperations} from './list-operations';
import type {UserguidingSettings} from './settings';
import {judgeUserId} from './identities/user-id';

/**
 * Tries what can be tried without writing: the connection, the identity file, and of the User API the
 * listing. The token itself can be proved only by identifying a user (UserGuiding Q3), which is done
 * when `check_user_id` names one. Returns at most one failure.
 */
export async function checkDestination(
  settings: UserguidingSettings,
  connections: Connections,
  kit: Kit,
): Promise<readonly Failure[]> {
  const steps = [
    () => tryConnection(connections, kit),
    () => tryIdentityFile(settings, kit),
    () => tryUserApi(settings, connections, kit),
    () => tryUser(settings, connections, kit),
  ];
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      return [toFailure(error)];
    }
  }
  return [];
}

/** Any answer will do: the base URL itself is no call, and its 404 means nothing. */
async function tryConnection({prober}: Connections, {signal}: Kit): Promise<void> {
  await prober.send({
    method: 'GET',
    path: '',
    repeatable: true, // a read changes nothing
    signal,
    purpose: 'reach the API',
  });
}

async function tryIdentityFile(settings: UserguidingSettings, kit: Kit): Promise<void> {
  const identities = await openIdentities(settings, kit);
  await identities.close();
}

async function tryUserApi(
  {profile, upsert, list}: UserguidingSettings,
  {client, prober}: Connections,
  {log, signal}: Kit,
): Promise<void> {
  if (profile !== 'user_api') return;
  const operations = await listOperations(prober, signal);
  if (operations.length > 0) {
    log('INFO', `UserGuiding: the User API's document names: ${operations.join(', ')}.`);
  }
  if (upsert === undefined) throw pathMissing(operations);
  if (list === undefined) return;
  await client.send({
    method: 'GET',
    path: list.path,
    query: {page_size: 1},
    repeatable: true, // a read changes nothing
    signal,
    purpose: 'list one user',
  });
}

/** Identifies the test user, with nothing but its id. */
async function tryUser(
  settings: UserguidingSettings,
  {client}: Connections,
  {signal, mask}: Kit,
): Promise<void> {
  const {checkUserId: id, upsert, update, bodyStyle} = settings;
  if (id === undefined || upsert === undefined) return;
  const badId = judgeUserId(id);
  if (badId !== undefined) throw testFailed(badId.message);
  const body = JSON.stringify(bodyStyle === 'guide' ? {userId: id} : {user_id: id});
  const answer = await identifyUser(client, {upsert, update}, {id, body}, signal);
  const outcome = judgeAnswer(answer, id, {settings, mask});
  if (outcome.status === 'rejected') {
    throw testFailed(`${outcome.message} The answer was: ${outcome.answer ?? ''}`);
  }
}

/** No public document names the User API's paths, so they cannot be guessed. */
export function pathMissing(operations: readonly string[]): Failure {
  const known =
    operations.length === 0
      ? 'as the User API documents it (the connection check shows the calls that its document lists)'
      : `which is one of ${operations.join(', ')}`;
  return new Failure({
    kind: 'config',
    message: `userguiding.api_profile is user_api, but userguiding.paths.upsert is missing. Add method and path of the call that creates or updates a user, ${known}.`,
  });
}

function testFailed(why: string): Failure {
  return new Failure({
    kind: 'config',
    message: `The user of userguiding.check_user_id could not be identified. ${why}`,
  });
}
