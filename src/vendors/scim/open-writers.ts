import {Failure} from '../../core/failure';
import type {JsonObject} from '../../core/json';
import type {Kit} from '../../core/kit';
import type {ObjectWriter} from '../../write/object-writer';
import {createBrake} from '../shared/people/brake';
import type {ScimDestinationSettings} from './destination-settings';
import {createGroupsWriter} from './groups-writer/create-groups-writer';
import {createGroupDirectory} from './groups-writer/group-directory';
import {createGroupRemarks} from './groups-writer/remarks';
import {attributeOf} from './names';
import {learnService, type ServiceTraits} from './schema/learn-service';
import {objectSchema} from './schema/object-schema';
import type {ScimService} from './service';
import {createUsersWriter} from './users-writer/create-users-writer';
import {createRemarks} from './users-writer/remarks';
import {countUsers, createUserDirectory, type UserDirectory} from './users-writer/user-directory';
import {createHabits} from './writer/habits';
import type {ResourceWriting} from './writer/resource-calls';

/** What a destination does with one service; it is learnt once, for all objects. */
interface Writers {
  /** Tries what writing needs, without writing; throws what is wrong. */
  check(): Promise<void>;
  hasGroups(): Promise<boolean>;
  schemaOf(kind: 'users' | 'groups'): Promise<JsonObject>;
  open(kind: 'users' | 'groups'): Promise<ObjectWriter>;
}

/** What is known of a service once it has been asked. */
interface Learnt {
  readonly traits: ServiceTraits;
  readonly users: ResourceWriting;
  /** Undefined: the service has no groups. */
  readonly groups: ResourceWriting | undefined;
  readonly directory: UserDirectory;
  /** As it was counted when the service was asked. */
  readonly total: number | undefined;
}

/** Prepares the writers of one service; asks nobody anything yet. */
export function openWriters(parts: {
  readonly settings: ScimDestinationSettings;
  readonly service: ScimService;
  readonly kit: Kit;
}): Writers {
  const {settings, kit} = parts;
  const {title} = settings.profile;
  let learnt: Promise<Learnt> | undefined;
  const learn = (): Promise<Learnt> => {
    learnt ??= learnAll(parts);
    // A failure is told; whoever comes later asks again.
    learnt.catch(() => {
      learnt = undefined;
    });
    return learnt;
  };
  return {
    check: async () => {
      await learn();
    },
    hasGroups: async () => (await learn()).groups !== undefined,
    schemaOf: async (kind) => {
      const {traits} = await learn();
      if (kind === 'users') return objectSchema(traits.users, {});
      if (traits.groups === undefined) throw noGroups(settings);
      return objectSchema(traits.groups, {members: membersSchema});
    },
    open: async (kind) => {
      const {users: writing, groups, directory, total} = await learn();
      if (kind === 'groups') {
        if (groups === undefined) throw noGroups(settings);
        return createGroupsWriter({
          settings,
          kit,
          writing: groups,
          directory: createGroupDirectory(groups),
          users: directory,
          removals: createBrake(settings.removalsMax),
          remarks: createGroupRemarks(title, settings.account),
          simulated: new Map(),
        });
      }
      directory.restart(total);
      return createUsersWriter({
        settings,
        kit,
        writing,
        directory,
        invitations: createBrake(settings.invitationsMax),
        deactivations: createBrake(settings.deactivationsMax),
        remarks: createRemarks(title, kit.log),
      });
    },
  };
}

const membersSchema: JsonObject = {
  type: ['null', 'array'],
  description:
    'Who is in the group: userName, externalId or id of each user as text, or objects with one of them. Others stay, unless remove_members is on.',
  items: {type: ['string', 'object']},
};

function noGroups({profile: {title, insteadOfGroups}, account}: ScimDestinationSettings): Failure {
  return new Failure({
    kind: 'config',
    message: `${title}'s SCIM service has no groups, so ${account}_groups cannot be written; remove its mapping. ${insteadOfGroups}`,
  });
}

/** The token is tried on the list of users first: some services show their descriptions to anybody. */
async function learnAll({
  service,
  kit,
}: {
  readonly service: ScimService;
  readonly kit: Kit;
}): Promise<Learnt> {
  const {total, first} = await countUsers(service);
  const traits = await learnService(service);
  const showsTexts = first !== undefined && typeof attributeOf(first, 'active') === 'string';
  const {patches} = traits;
  const shared = {service, habits: createHabits({patches, showsTexts}), clock: kit.clock};
  const users: ResourceWriting = {
    ...shared,
    schema: traits.users,
    path: traits.usersPath,
    what: 'user',
  };
  const groups: ResourceWriting | undefined = traits.groups && {
    ...shared,
    schema: traits.groups,
    path: traits.groupsPath,
    what: 'group',
  };
  const directory = createUserDirectory(users, traits);
  directory.restart(total);
  return {traits, users, groups, directory, total};
}
