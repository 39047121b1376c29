import {createBrake} from '../../../src/vendors/shared/people/brake';
import {
  giveBackCosts,
  plannedCosts,
  takeCosts,
  type CostRules,
} from '../../../src/vendors/shared/people/person-costs';
import {rejection} from '../../../src/write/rejection';

function rules(allowed: {readonly mail: boolean; readonly seat: boolean}, seats = 1) {
  const rule = (name: string, isAllowed: boolean, max: number) => ({
    isAllowed,
    brake: createBrake(max),
    words: {
      notAllowed: rejection('not_allowed', `allow ${name}`),
      usedUp: (used: number) => rejection('limit_reached', `${used} of ${name}`),
    },
  });
  return {
    mail: rule('mail', allowed.mail, 5),
    seat: rule('seat', allowed.seat, seats),
  } satisfies CostRules;
}

describe('the costs of a write of a person', () => {
  it('are taken together or not at all', () => {
    const given = rules({mail: true, seat: true});
    expect(takeCosts(given, ['mail', 'seat', 'removal'])).toBeUndefined();
    expect(takeCosts(given, ['mail', 'seat'])?.message).toBe('1 of seat');
    expect(given.mail.brake.taken()).toBe(1);
    giveBackCosts(given, ['mail', 'seat']);
    expect([given.mail.brake.taken(), given.seat.brake.taken()]).toEqual([0, 0]);
  });

  it('say first what is not allowed at all', () => {
    const given = rules({mail: true, seat: false}, 0);
    expect(takeCosts(given, ['mail', 'seat'])?.message).toBe('allow seat');
    expect(given.mail.brake.taken()).toBe(0);
  });

  it('are counted by kind in a plan', () => {
    expect(plannedCosts(2, ['mail', 'seat'])).toEqual({calls: 2, mails: 1, seats: 1, removals: 0});
  });
});
