import type {Kit} from '../../../core/kit';
import type {HttpClient} from '../../../http/request';
import {keyTextOf} from '../../../read/listing/key-of';
import type {ObjectWriter} from '../../../write/object-writer';
import {createBrake} from '../../shared/people/brake';
import {createFieldRemarks} from '../../shared/people/field-remarks';
import {createPeopleDirectory} from '../../shared/people/people-directory';
import type {PagerdutyDestinationSettings} from '../destination-settings';
import {readOwnUser} from '../read-own-user';
import {listAllUsers} from '../users/list-all-users';
import {createUsersWriter} from './create-users-writer';
import {createLicenseBook} from './license-book';
import {readOnce} from './read-once';
import {createTeamBook} from './team-book';
import {toVendorUser, type VendorUser} from './vendor-user';

/** Lists the account's users once, with all that belongs to them; then unchanged ones need no call. */
export async function openUsersWriter({
  settings,
  client,
  kit,
}: {
  readonly settings: PagerdutyDestinationSettings;
  readonly client: HttpClient;
  readonly kit: Kit;
}): Promise<ObjectWriter> {
  const {log, signal} = kit;
  const directory = createPeopleDirectory<string, VendorUser>();
  const query = {'include[]': ['contact_methods', 'notification_rules', 'teams']};
  let listsAllRules = false;
  let usersShowTeams = false;
  const listing = {client, query, onOffsetCap: 'split_by_team', log, signal} as const;
  for await (const page of listAllUsers(listing)) {
    const users = page.map(toVendorUser);
    listsAllRules ||= users.some(hasLowRule);
    usersShowTeams ||= users.some(({teamIds}) => teamIds.length > 0);
    directory.put(users);
  }
  const ownUser = readOnce((asked) => readOwnUser(client, asked));
  return createUsersWriter({
    settings,
    kit,
    client,
    directory,
    listsAllRules,
    usersShowTeams,
    teams: createTeamBook(client),
    licenses: createLicenseBook(client),
    invitations: createBrake(settings.invitationsMax),
    removals: createBrake(settings.removalsMax),
    remarks: createFieldRemarks(log, 'PagerDuty'),
    oneByOne: createQueue(),
    ownId: async (asked) => keyTextOf((await ownUser.read(asked))?.['id']),
  });
}

function hasLowRule({rules = []}: VendorUser): boolean {
  return rules.some(({urgency}) => urgency === 'low');
}

/** Lets one work after another begin, in the order of arrival. */
function createQueue(): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work, work);
    last = result.catch(() => undefined);
    return result;
  };
}
