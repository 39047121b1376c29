import {Failure} from '../../core/failure';
import {attempt} from '../shared/attempt';
import {readOne, tellOwner, type Ask} from './check-access';

/** Where PagerDuty tells what the credential is allowed to see, without writing. */
const lists = [
  {path: '/users', itemsAt: 'users', purpose: 'list users'},
  {path: '/teams', itemsAt: 'teams', purpose: 'list teams'},
  {
    path: '/escalation_policies',
    itemsAt: 'escalation_policies',
    purpose: 'list escalation policies',
  },
] as const;

/**
 * Tries what writing users needs, without writing. That a key may only read shows at the first write: no
 * call tells it before. Teams and policies are warnings, because records may do without them.
 */
export async function checkDestination(ask: Ask): Promise<readonly Failure[]> {
  const owner = await attempt(() => tellOwner(ask));
  if (owner instanceof Failure && (owner.kind === 'auth' || owner.kind === 'config')) {
    return [owner];
  }
  for (const {path, itemsAt, purpose} of lists) {
    const result = await attempt(() => readOne(ask, path, itemsAt, purpose));
    if (!(result instanceof Failure)) continue;
    if (path === '/users' || result.status === 401) return [result];
    ask.log('WARN', `PagerDuty: could not ${purpose}. ${result.message}`);
  }
  return [];
}
