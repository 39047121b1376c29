import {createBrake} from '../../../src/vendors/shared/people/brake';
import {guardLossOfAdmin, guardRemoval} from '../../../src/vendors/shared/people/guard-people';
import {
  createPeopleDirectory,
  type Person,
} from '../../../src/vendors/shared/people/people-directory';
import {rejection} from '../../../src/write/rejection';

const words = {
  ownPerson: rejection('not_allowed', 'own'),
  lastAdmin: rejection('not_allowed', 'last'),
  removalsUsedUp: (max: number) => rejection('limit_reached', `used ${max}`),
};

const person = (id: string, admin?: boolean): Person<string> => ({
  id,
  email: `${id}@example.com`,
  active: true,
  admin,
});

function guardOf(people: readonly Person<string>[], removalsMax = 9) {
  const directory = createPeopleDirectory<string, Person<string>>();
  directory.put(people);
  return {directory, ownId: 'own', removals: createBrake(removalsMax), words};
}

describe('the guard of people', () => {
  const [own, ada, bob, cleo] = [
    person('own', true),
    person('ada', true),
    person('bob', true),
    person('cleo', false),
  ];

  it("keeps the credential's own person, and takes nothing from the brake for it", () => {
    const guard = guardOf([own, ada]);
    expect(guardRemoval(guard, own)?.message).toBe('own');
    expect(guardLossOfAdmin(guard, own)?.message).toBe('own');
    expect(guard.removals.taken()).toBe(0);
  });

  it('keeps the last admin, counting those who are leaving as gone', () => {
    const guard = guardOf([ada, bob]);
    expect(guardRemoval(guard, ada)).toBeUndefined();
    expect(guardRemoval(guard, bob)?.message).toBe('last');
    expect(guardLossOfAdmin(guard, bob)?.message).toBe('last');
  });

  it('takes somebody whose rights are not shown for an admin', () => {
    expect(guardRemoval(guardOf([person('dora')]), person('dora'))?.message).toBe('last');
    expect(guardRemoval(guardOf([ada, cleo]), cleo)).toBeUndefined();
  });

  it('stops at the brake and says its limit', () => {
    const guard = guardOf([own, cleo, person('eve', false)], 1);
    expect(guardRemoval(guard, cleo)).toBeUndefined();
    expect(guardRemoval(guard, person('eve', false))?.message).toBe('used 1');
  });

  it('lets go of admin permissions where another admin stays', () => {
    expect(guardLossOfAdmin(guardOf([own, ada]), ada)).toBeUndefined();
    expect(guardLossOfAdmin(guardOf([cleo]), cleo)).toBeUndefined();
  });
});
