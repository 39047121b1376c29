import {Failure} from '../../core/failure';
import {attempt} from '../shared/attempt';
import {absenceIn, notAvailable} from './absence';
import {readListPage} from './list-response';
import {groups, users, type ResourceKind} from './resource-kinds';
import type {ScimService} from './service';

/**
 * Names of the streams that the service has. Throws a `config` Failure when there is no service, except
 * where the vendor never promised one that can be read: then there is a warning, and no stream.
 */
export async function availableStreams(service: ScimService): Promise<ReadonlySet<string>> {
  const missing = await findAbsence(service);
  if (missing !== undefined) {
    const failure = notAvailable(service.profile, missing);
    if (service.profile.promisesReading) throw failure;
    service.log('WARN', failure.message);
    return new Set();
  }
  const names = [nameOf(service, users)];
  if (service.profile.mayHaveGroups && (await hasGroups(service))) {
    names.push(nameOf(service, groups));
  }
  return new Set(names);
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
  if (grouped instanceof Failure) return [grouped];
  if (grouped !== undefined) tellNoGroups(service, grouped);
  return [];
}

/** Asks for the service's description where it is known to have one, else and then for a user. */
async function findAbsence(service: ScimService): Promise<string | undefined> {
  if (service.profile.hasServiceConfig) {
    const answer = await service.get({
      path: '/ServiceProviderConfig',
      purpose: 'read the settings of the SCIM service',
    });
    if (absenceIn(answer) === undefined) return undefined;
  }
  return askFor(service, users);
}

/** A right that is missing (403) can be given, so the stream is there. */
async function hasGroups(service: ScimService): Promise<boolean> {
  const absence = await attempt(async () => askFor(service, groups));
  if (absence instanceof Failure) {
    if (absence.status === 403) return true;
    throw absence;
  }
  if (absence !== undefined) tellNoGroups(service, absence);
  return absence === undefined;
}

/** How the service says that it has no such list; undefined when it has. */
async function askFor(service: ScimService, kind: ResourceKind): Promise<string | undefined> {
  const {path, what} = kind;
  const answer = await service.get({
    path,
    query: {startIndex: 1, count: 1},
    purpose: `list ${what}`,
  });
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
