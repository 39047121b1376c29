import type {JsonObject} from '../../core/json';
import type {Kit} from '../../core/kit';
import type {ObjectWriter} from '../../write/object-writer';
import {createBrake} from '../shared/people/brake';
import type {ScimDestinationSettings} from './destination-settings';
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
  schemaOf(kind: 'users'): Promise<JsonObject>;
  open(kind: 'users'): Promise<ObjectWriter>;
}

/** What is known of a service once it has been asked. */
interface Learnt {
  readonly traits: ServiceTraits;
  readonly users: ResourceWriting;
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
    schemaOf: async () => objectSchema((await learn()).traits.users, {}),
    open: async () => {
      const {users: writing, directory, total} = await learn();
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
  const users: ResourceWriting = {
    service,
    schema: traits.users,
    path: traits.usersPath,
    what: 'user',
    habits: createHabits({patches: traits.patches, showsTexts}),
    clock: kit.clock,
  };
  return {traits, users, directory: createUserDirectory(users, traits), total};
}
