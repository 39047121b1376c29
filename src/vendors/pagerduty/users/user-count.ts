import {Failure} from '../../../core/failure';
import {isJsonObject} from '../../../core/json';
import type {HttpClient} from '../../../http/request';
import type {PagingRules} from '../lists/read-page';

/** Compares what was seen of an account with what PagerDuty counts. */
export interface UserCount {
  /** As PagerDuty counted last. */
  latest(): number;
  /**
   * Asks PagerDuty how many users there are; throws a `config` Failure when it does not say. True
   * when as many were seen as it ever counted: who left after being seen must not stand in for
   * somebody who was not seen.
   */
  isReached(): Promise<boolean>;
  /** As `isReached`, without asking when there are too few anyhow. */
  isProven(): Promise<boolean>;
  /** What to say when nothing is left to try. */
  failure(): Failure;
}

/** What the count is made with. */
interface UserCountOptions {
  readonly client: HttpClient;
  readonly signal: AbortSignal;
  readonly rules: PagingRules;
  readonly seen: ReadonlySet<string>;
  /** As counted on the first page of all. */
  readonly total: number | undefined;
}

/** Creates the count of an account that has more users than can be listed. */
export function createUserCount(options: UserCountOptions): UserCount {
  const {rules, seen, total = 0} = options;
  const counted = {latest: total, most: total};
  const isReached = async (): Promise<boolean> => {
    counted.latest = await countUsers(options);
    counted.most = Math.max(counted.most, counted.latest);
    return seen.size >= counted.most;
  };
  return {
    latest: () => counted.latest,
    isReached,
    isProven: () => (seen.size < counted.most ? Promise.resolve(false) : isReached()),
    failure: () =>
      seen.size < counted.latest
        ? incomplete(seen.size, counted.latest, rules)
        : movedMeanwhile(counted),
  };
}

async function countUsers({client, signal, rules}: UserCountOptions): Promise<number> {
  const {body} = await client.send({
    method: 'GET',
    path: '/users',
    query: {limit: 1, offset: 0, total: true},
    repeatable: true, // a read changes nothing
    signal,
    purpose: 'count users',
  });
  const total = isJsonObject(body) ? body['total'] : undefined;
  if (typeof total === 'number') return total;
  throw new Failure({
    kind: 'config',
    message: `PagerDuty lists at most ${rules.offsetCap} users and does not say how many there are, so it cannot be proven that the list is complete. Check pagerduty.base_url; read the users through SCIM if it is right.`,
  });
}

function incomplete(found: number, total: number, {offsetCap}: PagingRules): Failure {
  return new Failure({
    kind: 'config',
    message: `PagerDuty counts ${total} users but lists at most ${offsetCap} at once; by team and by name, ${found} were found and ${total - found} are missing, so the list is treated as incomplete. Put the users who are in no team into teams of at most ${offsetCap} members, or read the users through SCIM; then run the sync again.`,
  });
}

function movedMeanwhile({latest, most}: {readonly latest: number; readonly most: number}): Failure {
  return new Failure({
    kind: 'transient',
    message: `PagerDuty counted ${most} users, then ${latest}: users were removed while they were listed, so it cannot be proven that the list is complete. Run the sync again when fewer changes are made.`,
  });
}
