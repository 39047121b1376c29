import {normalizePhone} from '../../../src/vendors/pagerduty/users-writer/normalize-phone';
import {planRules} from '../../../src/vendors/pagerduty/users-writer/parts/plan-rules';
import {noMethods} from '../../../src/vendors/pagerduty/users-writer/parts/plan-methods';
import type {VendorMethod} from '../../../src/vendors/pagerduty/users-writer/contact-method';
import {readWantedUser} from '../../../src/vendors/pagerduty/users-writer/wanted-user';

describe('a telephone number', () => {
  it.each([
    ['0151 2345678', 49, '1512345678', 49],
    ['+49 (151) 2345-678', undefined, '1512345678', 49],
    ['0049 151 2345678', 49, '1512345678', 49],
    ['1 (555) 123-4567', 1, '5551234567', 1],
    ['(0)20 7946 0958', 44, '2079460958', 44],
    // The zero of an Italian number belongs to it.
    ['06 1234 5678', 39, '0612345678', 39],
    ['555 123 4567,,12#', 1, '5551234567,,12#', 1],
  ])('%s becomes national digits without trunk prefix', (text, code, address, countryCode) => {
    expect(normalizePhone(text, code)).toEqual({address, countryCode});
  });

  it.each([
    ['12', 49, 'no_number'],
    ['call me', 49, 'no_number'],
    ['5551234567 ext 7', 1, 'no_number'],
    ['1512345678', 999, 'no_number'],
    ['1512345678', undefined, 'no_country'],
    ['+1 555 123 4567', 49, 'other_country'],
  ])('%s with country code %s is %s', (text, code, fault) => {
    expect(normalizePhone(text, code)).toBe(fault);
  });
});

describe('the rules of a user', () => {
  const sms: VendorMethod = {
    ...{id: 'M1', kind: 'sms', address: '1512345678', countryCode: 49},
    ...{label: 'Mine', sendShortEmail: undefined},
  };
  const rule = (id: string, delayMinutes: number, urgency: 'high' | 'low' = 'high') => ({
    ...{id, delayMinutes, urgency, methodId: 'M1'},
  });
  const wish = (delayMinutes: number) => ({
    ...{urgency: 'high' as const, delayMinutes, place: 'notification_rules[1]'},
    method: {kind: 'sms' as const, address: undefined, countryCode: undefined},
  });
  const plan = (held: number[], wanted: number[], removes = false) => {
    const rules = [...held.map((delay, at) => rule(`R${at}`, delay)), rule('LOW', 0, 'low')];
    const made = planRules(
      {rules, methods: [sms], methodPlan: noMethods},
      wanted.map(wish),
      removes,
    );
    if ('reason' in made) throw new Error(made.message);
    const {add, change, remove} = made;
    return [add.length, change.map(({rule: {id}}) => id), remove.map(({id}) => id)];
  };

  it('with another delay are changed, not added, and others of the kind stay', () => {
    expect(plan([0, 10], [0, 5])).toEqual([0, ['R1'], []]);
    expect(plan([0], [0, 5])).toEqual([1, [], []]);
    expect(plan([0, 5], [5])).toEqual([0, [], []]);
    expect(plan([0, 5], [5], true)).toEqual([0, [], ['R0', 'LOW']]);
  });
});

describe('a record for PagerDuty', () => {
  it('is told all that is wrong with it at once, without a value', () => {
    const fields = {
      role: 'secret-role',
      job_title: 'x'.repeat(101),
      contact_methods: [
        {type: 'pager', address: 'secret'},
        'secret',
        {type: 'email', address: 'no'},
      ],
      notification_rules: [{urgency: 'urgent', start_delay_in_minutes: -1}],
      teams: [{role: 'observer'}, {name: 'Ops', role: 'boss'}],
    };
    const wanted = readWantedUser({fields}, 'keep');
    if (!('reason' in wanted)) throw new Error('nothing is wrong');
    const places = [
      ...['role', 'job_title', 'contact_methods[1].type', 'contact_methods[2]'],
      ...['contact_methods[3].address', 'notification_rules[1].urgency', 'teams[1]'],
      'teams[2].role',
    ];
    for (const place of places) expect(wanted.message).toContain(`Field ${place}`);
    expect(wanted.message).not.toMatch(/secret|boss|urgent\b/);
  });
});
