import type {JsonObject} from '../../../src/core/json';
import {profiles} from '../../../src/vendors/scim/profiles';
import type {Wish} from '../../../src/vendors/scim/schema/value-at';
import type {UsersContext} from '../../../src/vendors/scim/users-writer/context';
import {
  guardDeactivation,
  guardRoles,
  guardSeat,
} from '../../../src/vendors/scim/users-writer/guard-users';
import {createKnownUsers} from '../../../src/vendors/scim/users-writer/known-users';
import {createBrake} from '../../../src/vendors/shared/people/brake';

interface Options {
  readonly vendor?: 'pendo' | 'pagerduty';
  readonly allowPermanent?: boolean;
  readonly allowInvitations?: boolean;
  readonly max?: number;
}

const admin = (id: string, more: JsonObject = {}): JsonObject => ({
  ...{id, userName: id, active: true, roles: [{value: 'account_admin'}]},
  ...more,
});
const plain = (id: string): JsonObject => ({id, userName: id, active: true});

/** A service of which some users were seen, and the others are shown by its whole list only. */
function serviceOf(seen: readonly JsonObject[], unseen: readonly JsonObject[], options: Options) {
  const {vendor = 'pendo', allowPermanent = false, allowInvitations = false, max = 100} = options;
  const users = createKnownUsers('Pendo');
  seen.forEach(users.put);
  let lists = 0;
  const context = {
    settings: {profile: profiles[vendor], account: 'x_scim', allowPermanent, allowInvitations},
    directory: {
      ...users,
      complete: () => {
        lists += 1;
        unseen.forEach(users.put);
        return Promise.resolve();
      },
    },
    invitations: createBrake(max),
    deactivations: createBrake(max),
    // True because guards look at nothing else.
  } as unknown as UsersContext;
  const person = (id: string) => {
    const [found] = users.known({field: 'id', value: id});
    if (found === undefined) throw new Error(`nobody is called ${id}`);
    return found;
  };
  const short = (why: {readonly reason: string} | undefined): string => why?.reason ?? 'may';
  const rolesWish = (value: unknown): Wish =>
    // True because guards look at the name and the value alone.
    ({path: {attribute: {name: 'roles'}}, value}) as unknown as Wish;
  return {
    context,
    lists: () => lists,
    deactivate: async (id: string) => short(await guardDeactivation(context, person(id))),
    giveRoles: async (id: string, value: unknown) =>
      short(await guardRoles(context, person(id), [rolesWish(value)])),
    seat: (kind: 'create' | 'activate') => short(guardSeat(context, kind)),
  };
}

describe('the last admin of a SCIM service', () => {
  it('is never deactivated and never loses the role, also when two are to go at once', async () => {
    const leave = {
      deactivated: (of: ReturnType<typeof serviceOf>, id: string) => of.deactivate(id),
      demoted: (of: ReturnType<typeof serviceOf>, id: string) => of.giveRoles(id, []),
    };
    for (const first of Object.values(leave)) {
      for (const second of Object.values(leave)) {
        const service = serviceOf([admin('ada'), admin('bob'), plain('cleo')], [], {});
        expect(await first(service, 'ada')).toBe('may');
        expect(await second(service, 'bob')).toBe('not_allowed');
        expect(await service.deactivate('cleo')).toBe('may');
      }
    }
  });

  it('is told by the whole list, which is read for admins only', async () => {
    const service = serviceOf([admin('ada'), plain('cleo')], [admin('bob')], {});
    expect(await service.deactivate('cleo')).toBe('may');
    expect(service.lists()).toBe(0);
    expect(await service.deactivate('ada')).toBe('may');
    const demoted = serviceOf([admin('ada')], [admin('bob')], {});
    expect(await demoted.giveRoles('ada', [{value: 'user'}])).toBe('may');
    expect([service.lists(), demoted.lists()]).toEqual([1, 1]);
  });

  it('is not replaced by admins who are inactive, and may get another role of an admin', async () => {
    const service = serviceOf([admin('ada'), admin('bob', {active: false})], [], {});
    expect(await service.deactivate('ada')).toBe('not_allowed');
    expect(await service.giveRoles('ada', 'user')).toBe('not_allowed');
    expect(await service.giveRoles('ada', [{value: 'Owner'}])).toBe('may');
    expect(await service.giveRoles('bob', [])).toBe('may');
  });
});

describe('what a SCIM write costs', () => {
  it('is never a deletion for good without leave, nor more deactivations than allowed', async () => {
    const vendor = 'pagerduty' as const;
    const users = [plain('ada'), plain('bob')];
    expect(await serviceOf(users, [], {vendor}).deactivate('ada')).toBe('not_allowed');
    const one = serviceOf(users, [], {vendor, allowPermanent: true, max: 1});
    expect([await one.deactivate('ada'), await one.deactivate('bob')]).toEqual([
      'may',
      'limit_reached',
    ]);
  });

  it.each(['create', 'activate'] as const)('is a seat to %s somebody', (kind) => {
    expect(serviceOf([], [], {}).seat(kind)).toBe('not_allowed');
    const one = serviceOf([], [], {allowInvitations: true, max: 1});
    expect([one.seat(kind), one.seat(kind)]).toEqual(['may', 'limit_reached']);
  });
});
