import {Failure} from '../../core/failure';
import type {Availability, UnansweredQuestion} from '../../read/source-vendor';
import {attempt} from '../shared/attempt';
import {absenceIn, notAvailable} from './absence';
import {askForFirst} from './list-resources';
import {readListPage} from './list-response';
import {groups, users, type ResourceKind} from './resource-kinds';
import type {ScimService} from './service';

/**
 * What the service has, by a look at its lists: its description of itself proves nothing about them, and
 * many services have none, or guard it otherwise. Where there is no service, there is no stream: that
 * is only a warning where the vendor never promised one that can be read.
 */
export async function availableStreams(service: ScimService): Promise<Availability> {
  const {profile} = service;
  const [asked, grouped] = await Promise.all([
    attempt(async () => askFor(service, users)),
    profile.mayHaveGroups ? attempt(async () => askFor(service, groups)) : 'nothing to ask',
  ]);
  const all = profile.mayHaveGroups ? [users, groups] : [users];
  const names = all.map((kind) => nameOf(service, kind));
  if (typeof asked === 'string') return withoutService(service, names, asked);
  const unanswered: UnansweredQuestion[] = [];
  const offered = new Set<string>(names);
  if (asked instanceof Failure) {
    unanswered.push({streams: [nameOf(service, users)], failure: asked});
    // Unknown, where the vendor's own documents know no reading: not to be expected.
    if (!profile.promisesReading) offered.delete(nameOf(service, users));
  }
  if (!profile.mayHaveGroups) return {streams: offered, unanswered};
  if (typeof grouped === 'string') {
    tellNoGroups(service, grouped);
    offered.delete(nameOf(service, groups));
  } else if (grouped instanceof Failure && grouped.status !== 403) {
    // A right that is missing (403) can be given, so the stream is there.
    unanswered.push({streams: [nameOf(service, groups)], failure: grouped});
  }
  return {streams: offered, unanswered};
}

function withoutService(
  {profile, log}: ScimService,
  streams: readonly string[],
  absence: string,
): Availability {
  const failure = notAvailable(profile, absence);
  if (profile.promisesReading) return {streams: new Set(), unanswered: [{streams, failure}]};
  log('WARN', failure.message);
  return {streams: new Set(), unanswered: []};
}

/**
 * Tries the token on users, which every stream needs: some services show their settings to anybody. Then
 * on groups, where the service has them.
 */
export async function checkScim(service: ScimService): Promise<readonly Failure[]> {
  const asked = await attempt(async () => askFor(service, users));
  if (asked instanceof Failure) return [asked];
  if (asked !== undefined) {
    const failure = notAvailable(service.profile, asked);
    if (service.profile.promisesReading) return [failure];
    service.log('WARN', failure.message);
    return [];
  }
  if (!service.profile.mayHaveGroups) return [];
  const grouped = await attempt(async () => askFor(service, groups));
  if (grouped instanceof Failure) {
    // The token is proved; that it may not see groups is for the user to decide, all else may pass.
    if (grouped.kind === 'auth') return [grouped];
    service.log('WARN', `Not readable: ${nameOf(service, groups)}. ${grouped.message}`);
    return [];
  }
  if (grouped !== undefined) tellNoGroups(service, grouped);
  return [];
}

/** How the service says that it has no such list; undefined when it has. */
async function askFor(service: ScimService, kind: ResourceKind): Promise<string | undefined> {
  const {what} = kind;
  const answer = await askForFirst(service, kind, {count: 1});
  const absence = absenceIn(answer);
  if (absence !== undefined) return absence;
  readListPage(answer.body, {title: service.profile.title, what, mask: service.mask});
  return undefined;
}

function tellNoGroups({profile, account, log}: ScimService, absence: string): void {
  log(
    'INFO',
    `${profile.title}'s SCIM service has no groups (${absence}), so there is no stream ${account}_groups. ${profile.insteadOfGroups}`,
  );
}

function nameOf({account}: ScimService, {what}: ResourceKind): string {
  return `${account}_${what}`;
}
