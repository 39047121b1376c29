import {Failure} from '../../../src/core/failure';
import type {JsonObject} from '../../../src/core/json';
import {carryOutChange} from '../../../src/vendors/pagerduty/users-writer/carry-out/carry-out';
import {createProgress} from '../../../src/vendors/pagerduty/users-writer/carry-out/progress';
import {
  noParts,
  type Change,
  type PartPlans,
} from '../../../src/vendors/pagerduty/users-writer/decision';
import {
  guardReach,
  guardRole,
  withinRemovals,
} from '../../../src/vendors/pagerduty/users-writer/guard-users';
import {decideOnUser} from '../../../src/vendors/pagerduty/users-writer/decide';
import {simulate} from '../../../src/vendors/pagerduty/users-writer/plan-decision';
import {
  toVendorUser,
  type VendorUser,
} from '../../../src/vendors/pagerduty/users-writer/vendor-user';
import type {WriterContext} from '../../../src/vendors/pagerduty/users-writer/writer-context';
import {createBrake} from '../../../src/vendors/shared/people/brake';
import {createFieldRemarks} from '../../../src/vendors/shared/people/field-remarks';
import {createPeopleDirectory} from '../../../src/vendors/shared/people/people-directory';
import type {WantedUser} from '../../../src/vendors/pagerduty/users-writer/wanted-user';
import {createVendorKit} from '../support/vendor-kit';

const {signal} = new AbortController();

/** An account with users by role; a record may want another role, or a license that is none. */
function accountOf(roles: Readonly<Record<string, string | undefined>>, own?: string) {
  const directory = createPeopleDirectory<string, VendorUser>();
  const {clock, log} = createVendorKit();
  directory.put(
    Object.entries(roles).map(([id, role]) =>
      toVendorUser({id, email: `${id}@example.com`, ...(role !== undefined && {role})}),
    ),
  );
  const wrong = {reason: 'invalid_value' as const, message: 'no such license'};
  // True because a change of a role alone asks PagerDuty for nothing else.
  const context = {
    directory,
    ownId: () => Promise.resolve(own),
    kit: {clock, log},
    settings: {removeContactMethods: false, removeNotificationRules: false, removeTeams: false},
    licenses: {of: () => Promise.resolve(undefined), find: () => Promise.resolve(wrong)},
    remarks: createFieldRemarks(log, 'PagerDuty'),
  } as unknown as WriterContext;
  const user = (id: string): VendorUser => directory.byId(id) ?? toVendorUser({id});
  const decided = (id: string, role: string, license?: string) => {
    const wanted: WantedUser = {
      ...{fields: {role}, license, methods: undefined, rules: undefined, teams: undefined},
      ignored: [],
    };
    return decideOnUser(context, user(id), {wanted, deciding: {fresh: false, signal}});
  };
  return {
    guard: async (id: string, role: string) =>
      (await guardRole(context, user(id), {role, signal}))?.message ?? 'may',
    told: async (id: string, role: string, license?: string) =>
      (await decided(id, role, license)).type,
    /** As a dry run leaves it. */
    plan: async (id: string, role: string) => {
      const decision = await decided(id, role);
      if (decision.type !== 'change') return;
      directory.put([simulate(decision, 'new')]);
      directory.markLeaving(id, false);
    },
  };
}

describe('the role of a PagerDuty user', () => {
  it('is never taken from the owner, nor given by anybody else', async () => {
    const {guard} = accountOf({ada: 'owner', bob: 'admin', cleo: 'user'});
    expect(await guard('ada', 'admin')).toContain('the owner of the account');
    expect(await guard('bob', 'owner')).toContain('cannot be given');
    expect(await guard('cleo', 'owner')).toContain('cannot be given');
    expect(await guard('bob', 'user')).toBe('may');
  });

  it('is never taken from the user whom the credential belongs to', async () => {
    const {guard} = accountOf({ada: 'owner', bob: 'admin', cleo: 'user'}, 'bob');
    expect(await guard('bob', 'user')).toContain("credential's own user");
    expect(await guard('bob', 'admin')).toBe('may');
    const plain = accountOf({ada: 'owner', bob: 'user'}, 'bob');
    expect(await plain.guard('bob', 'observer')).toBe('may');
  });

  it('is never taken from the last admin whom a credential sees, nor from two at once', async () => {
    const one = accountOf({bob: 'admin', cleo: 'user'});
    expect(await one.guard('bob', 'user')).toContain('last admin');
    const two = accountOf({bob: 'admin', dan: 'admin'});
    expect(await two.guard('bob', 'user')).toBe('may');
    expect(await two.guard('dan', 'user')).toContain('last admin');
  });

  it('is kept where PagerDuty does not show it and nobody else is an admin', async () => {
    expect(await accountOf({bob: undefined}).guard('bob', 'user')).toContain('last admin');
  });

  it('can be taken from the second admin where the first one kept it after all', async () => {
    const {told} = accountOf({bob: 'admin', dan: 'admin'});
    expect(await told('bob', 'user', 'Gold')).toBe('rejected');
    expect(await told('dan', 'user')).toBe('change');
  });

  it('is taken from one admin only by a dry run, too', async () => {
    const {plan, told} = accountOf({bob: 'admin', dan: 'admin'});
    await plan('bob', 'user');
    expect(await told('dan', 'user')).toBe('rejected');
  });
});

describe('who is on call at PagerDuty', () => {
  const sms = {
    ...{id: 'S', kind: 'sms' as const, address: '1512345678', countryCode: 49, label: 'Mine'},
    sendShortEmail: undefined,
  };
  const mail = {...sms, id: 'M', kind: 'email' as const, address: 'bob@example.com'};
  const rule = (id: string, urgency: 'high' | 'low', methodId: string) => ({
    ...{id, urgency, methodId, delayMinutes: 0},
  });
  const high = rule('H', 'high', 'S');
  const low = rule('L', 'low', 'S');
  const user: VendorUser = {
    ...toVendorUser({id: 'bob', role: 'user'}),
    ...{methods: [sms, mail], rules: [high, low], hasAllRules: true},
  };
  const parts: PartPlans = {
    ...{methods: {add: [], relabel: [], remove: []}, rules: {add: [], change: [], remove: []}},
    teams: {put: [], remove: []},
  };
  const noMethod = {...parts, methods: {...parts.methods, remove: [sms]}};
  const noRule = {...parts, rules: {...parts.rules, remove: [high]}};
  const policy = {escalation_policies: [{id: 'P', name: 'Nights'}]};
  const turn = {oncalls: [{schedule: {id: 'S', summary: 'Weekends'}}]};

  /** What PagerDuty says of the user's duties; nothing: it has no such lists. */
  const guard = async (
    plans: PartPlans,
    said: JsonObject | undefined,
    {allowUnreachable = false, of = user} = {},
  ): Promise<string> => {
    const none = {escalation_policies: [], oncalls: []};
    const body = {...none, ...said};
    const answer = {status: said === undefined ? 404 : 200, body, headers: {}};
    // True because the guard asks for these two lists and for nothing else.
    const client = {send: () => Promise.resolve(answer)} as unknown as WriterContext['client'];
    const kit = createVendorKit();
    // True because the guard looks at this one option alone.
    const settings = {allowUnreachable} as WriterContext['settings'];
    const refused = await guardReach({client, kit, settings}, of, {plans, signal});
    return refused?.message ?? 'may';
  };

  it('keeps the last method that reaches at once, and the last rule of high urgency', async () => {
    for (const plans of [noMethod, noRule]) {
      expect(await guard(plans, policy)).toContain('is on call ("Nights")');
      expect(await guard(plans, turn)).toContain('is on call ("Weekends")');
      expect(await guard(plans, undefined)).toContain('may be on call');
      expect(await guard(plans, {})).toBe('may');
      expect(await guard(plans, policy, {allowUnreachable: true})).toBe('may');
    }
  });

  it('may lose what is replaced, or was not enough before', async () => {
    const wish = {...sms, kind: 'phone' as const, key: 'phone 49 1512345678', place: ''};
    const other = {...noMethod, methods: {...noMethod.methods, add: [wish]}};
    const added = {urgency: 'high' as const, delayMinutes: 0, methodKey: wish.key};
    expect(await guard(other, policy)).toContain('is on call');
    const both = {...other, rules: {...parts.rules, add: [added]}};
    expect(await guard(both, policy)).toBe('may');
    const mute = {...user, rules: [low]};
    expect(await guard(noMethod, policy, {of: mute})).toBe('may');
  });
});

describe('who is taken out of a team of PagerDuty', () => {
  /** One person is to leave two teams; the answers to DELETE, one after another. */
  const takenAfter = async (...answers: readonly (Failure | undefined)[]): Promise<number> => {
    const left = [...answers];
    const removals = createBrake(1);
    const {clock, log} = createVendorKit();
    const client = {
      send: ({method}: {readonly method: string}) => {
        const failure = method === 'DELETE' ? left.shift() : undefined;
        const body = {escalation_policies: [], oncalls: []};
        return failure === undefined
          ? Promise.resolve({status: 204, body, headers: {}})
          : Promise.reject(failure);
      },
    };
    const teams = {nameOf: (id: string) => id, left: () => undefined};
    // True because leaving teams needs nothing else.
    const context = {
      ...{client, removals, teams, settings: {}, kit: {clock, log}},
      directory: createPeopleDirectory<string, VendorUser>(),
    } as unknown as WriterContext;
    const change: Change = {
      ...{type: 'change', user: toVendorUser({id: 'bob', role: 'user'}), ...noParts},
      ...{fields: {}, licenseId: undefined, teams: {put: [], remove: ['T1', 'T2']}},
    };
    expect(withinRemovals(context, change)).toBe(change);
    expect(withinRemovals(context, change).type).toBe('rejected');
    await carryOutChange(context, change, {progress: createProgress(), signal});
    return removals.taken();
  };
  const held = new Failure({kind: 'data', message: 'held', status: 400});
  const open = new Failure({kind: 'data', message: 'no usable answer', status: 200});

  it('counts unless it is certain that they stayed in all of them', async () => {
    expect(await takenAfter()).toBe(1);
    expect(await takenAfter(held)).toBe(0);
    expect(await takenAfter(undefined, held)).toBe(1);
    expect(await takenAfter(open)).toBe(1);
  });
});
