import type {JsonObject} from '../../../src/core/json';
import {withAccount, type Account, type Shown} from './users-writing';

const SMS = {type: 'sms', address: '0151 23456789', country_code: 49};

/** A user of the sandbox who is on an escalation policy, with the team that the policy belongs to. */
async function onCall(
  account: Account,
  fits: (user: Shown) => boolean = () => true,
): Promise<{email: string; teamId: string; teamName: string}> {
  const {baseUrl, credentials} = account.sandbox.vendors['pagerduty'] ?? {};
  const answer = await fetch(`${baseUrl ?? ''}/escalation_policies?limit=100`, {
    headers: {authorization: `Token token=${credentials?.['api_key'] ?? ''}`},
  });
  const {escalation_policies: policies} = (await answer.json()) as {
    escalation_policies: {
      teams: {id: string; summary: string}[];
      escalation_rules: {targets: {id: string}[]}[];
    }[];
  };
  for (const {teams, escalation_rules: rules} of policies) {
    const user = account.list('users').find(({id}) => id === rules[0]?.targets[0]?.id);
    const [team] = teams;
    if (user === undefined || team === undefined || user['role'] === 'owner' || !fits(user))
      continue;
    return {email: String(user['email']), teamId: team.id, teamName: team.summary};
  }
  throw new Error('nobody in this account is on call');
}

const emailAt = (account: Account, at: number): string =>
  String(account.list('users')[at]?.['email']);

describe('users written to PagerDuty', () => {
  it('cost one read for each hundred users and no write when everything is as it should be', async () => {
    await withAccount({settings: {users: 230}}, async (account) => {
      const dump = account.world.dump();
      const ofUser = (kind: string, owner: unknown): readonly Shown[] =>
        (dump[kind] ?? []).filter(({user_id: id}) => id === owner);
      const methods = new Map(dump['contact_methods']?.map((method) => [method['id'], method]));
      const rows = (dump['users'] ?? []).map(({id, email, name, role, job_title, time_zone}) => ({
        email: String(email).toUpperCase(),
        ...{name, role, job_title, time_zone},
        contact_methods: ofUser('contact_methods', id).map(copyOfMethod),
        notification_rules: ofUser('notification_rules', id).map((rule) => ({
          urgency: rule['urgency'],
          start_delay_in_minutes: rule['start_delay_in_minutes'],
          contact_method: copyOfMethod(methods.get((rule['contact_method'] as Shown)['id']) ?? {}),
        })),
      })) as unknown as readonly JsonObject[];
      account.calls();
      const {fates, failure} = await account.write(rows.filter(isValid));
      expect(failure).toBeUndefined();
      expect(new Set(fates)).toEqual(new Set(['unchanged']));
      expect(account.calls()).toEqual(['GET /users', 'GET /users', 'GET /users']);
    });
  });

  it('are given exactly the parts that differ', async () => {
    await withAccount({settings: {users: 6}}, async (account) => {
      const email = 'jane@example.com';
      const jane = {
        ...{email, name: 'Jane', job_title: 'SRE'},
        contact_methods: [{...SMS, label: 'Mine'}],
        notification_rules: [{urgency: 'high', start_delay_in_minutes: 0, contact_method: SMS}],
        teams: [{name: 'Ops', role: 'observer'}],
      };
      expect((await account.write([jane])).fates).toEqual(['written']);
      account.calls();
      await account.write([{...jane, job_title: 'Lead'}]);
      expect(account.calls().filter(isWrite)).toEqual([
        expect.stringMatching(/^PUT \/users\/\w+$/),
      ]);
      await account.write([
        {
          ...{email, contact_methods: [{...SMS, label: 'Other'}]},
          notification_rules: [{urgency: 'high', start_delay_in_minutes: 5, contact_method: SMS}],
        },
      ]);
      expect(account.calls().filter(isWrite)).toEqual([
        expect.stringMatching(/^PUT .*\/contact_methods\/\w+$/),
        expect.stringMatching(/^PUT .*\/notification_rules\/\w+$/),
      ]);
      await account.write([{email, teams: [{name: 'Ops', role: 'manager'}]}]);
      expect(account.calls().filter(isWrite)).toEqual([
        expect.stringMatching(/^PUT \/teams\/\w+\/users\/\w+$/),
      ]);
      expect(account.partsOf(email, 'team_members')).toMatchObject([{role: 'manager'}]);
      expect(account.list('invitations')).toEqual([{email}]);
    });
  });

  it.each(['partial', 'replace'])(
    'keep every field that is not mapped, where PUT is %s',
    async (put_mode) => {
      await withAccount({settings: {put_mode, users: 30}, mode: 'update'}, async (account) => {
        const before = account.list('users');
        const rows = before.map(({email}, at) => ({email: String(email), name: `New ${at}`}));
        const {fates} = await account.write(rows);
        expect(new Set(fates)).toEqual(new Set(['written']));
        const fields = ['time_zone', 'description', 'job_title', 'color', 'role'] as const;
        for (const [at, user] of account.list('users').entries()) {
          expect(user['name']).toBe(`New ${at}`);
          for (const field of fields) expect(user[field]).toEqual(before[at]?.[field]);
        }
      });
    },
  );

  it('lose what nulls empty, and keep a list that is null', async () => {
    await withAccount({settings: {users: 40}, mode: 'update'}, async (account) => {
      const {email, description} =
        account.list('users').find((user) => user['description'] !== null) ?? {};
      expect(description).toEqual(expect.any(String));
      const login = String(email);
      const methods = account.partsOf(login, 'contact_methods');
      const row = {email: login, description: null, contact_methods: null};
      const {fates} = await account.write([row], {mapping: {nulls: 'clear'}});
      expect(fates).toEqual(['written']);
      expect(account.userOf(login)['description']).toBeNull();
      expect(account.partsOf(login, 'contact_methods')).toEqual(methods);
    });
  });

  it('are created once when the answer to POST was lost, without a second POST', async () => {
    for (const type of ['reset_after', 'truncated'] as const) {
      await withAccount({settings: {create_lag_ms: 3_000}}, async (account) => {
        account.sandbox.setFaults([
          {method: 'POST', path: '/users', what: {type}, when: {type: 'nth', n: 1}},
        ]);
        const {fates} = await account.write([{email: 'jane@example.com', name: 'Jane'}]);
        expect(fates).toEqual(['written']);
        expect(account.calls('POST')).toEqual(['POST /users']);
        expect(account.list('invitations')).toHaveLength(1);
      });
    }
  });

  it('end the sync when a lost creation is not found, and are created by the next one', async () => {
    await withAccount({}, async (account) => {
      const rows = [{email: 'jane@example.com', name: 'Jane'}];
      account.sandbox.setFaults([
        {
          method: 'POST',
          path: '/users',
          what: {type: 'reset_before'},
          when: {type: 'nth', n: 1},
        },
      ]);
      const lost = await account.write(rows);
      expect([lost.failure?.kind, lost.fates]).toEqual(['transient', ['not tried']]);
      expect(account.calls('POST')).toEqual(['POST /users']);
      expect((await account.write(rows)).fates).toEqual(['written']);
      expect(account.list('invitations')).toHaveLength(1);
    });
  });

  it('wait for a lock and for a pause, and are rejected when two minutes do not help', async () => {
    const settings = {lock_every: 2, method_actions_per_minute: 1};
    await withAccount({settings}, async (account) => {
      const row = (at: number): JsonObject => ({
        ...{email: `new-${at}@example.com`, name: `New ${at}`},
        contact_methods: [SMS, {...SMS, type: 'phone'}],
      });
      expect((await account.write([row(1), row(2), row(3)])).fates).toEqual(
        Array.from({length: 3}, () => 'written'),
      );
      expect(account.partsOf('new-2@example.com', 'contact_methods')).toHaveLength(3);
    });
    await withAccount({settings: {lock_every: 1}}, async (account) => {
      const started = account.world.kit.clock.now();
      const {fates} = await account.write([{email: 'jane@example.com', name: 'Jane'}]);
      expect(fates).toEqual(['refused_by_vendor']);
      expect(account.world.kit.clock.now() - started).toBeLessThanOrEqual(121_000);
      expect(account.list('invitations')).toEqual([]);
    });
  });

  it('are never given a role that PagerDuty keeps, and the owner is changed without one', async () => {
    await withAccount({mode: 'update'}, async (account) => {
      const owner = emailAt(account, 0);
      const {fates} = await account.write([
        {email: owner, role: 'owner', job_title: 'Founder'},
        {email: emailAt(account, 1), role: 'owner'},
      ]);
      expect(fates).toEqual(['written', 'not_allowed']);
      expect(account.userOf(owner)).toMatchObject({role: 'owner', job_title: 'Founder'});
    });
  });

  it('do not lose the admin right of the own key', async () => {
    await withAccount({settings: {users: 60}, mode: 'update'}, async (account) => {
      const admin = account.list('users').find(({role}) => role === 'admin');
      const {fates} = await account.write([{email: String(admin?.['email']), role: 'user'}]);
      expect(fates).toEqual(['written']);
    });
  });

  it('are given a license by name, only when it changes', async () => {
    await withAccount({settings: {users: 20}, mode: 'update'}, async (account) => {
      const user = account.list('users').find(({role}) => role === 'user');
      const email = String(user?.['email']);
      const full = {email, license: 'Business (Full User)'};
      const stakeholder = {email, license: 'Stakeholder', role: 'observer'};
      expect((await account.write([full])).fates).toEqual(['unchanged']);
      expect((await account.write([stakeholder])).fates).toEqual(['written']);
      expect((await account.write([stakeholder])).fates).toEqual(['unchanged']);
      expect((await account.write([{email, license: 'Gold'}])).fates).toEqual(['invalid_value']);
      // The license follows the role; the old one is not sent again.
      expect((await account.write([{email, role: 'user'}])).fates).toEqual(['written']);
    });
  });

  it('keep what is not in a list, unless the options say that it is the whole', async () => {
    const remove = {
      remove_contact_methods: true,
      remove_notification_rules: true,
      remove_teams: true,
    };
    for (const [section, counts] of [
      [{}, [2, 3, 2]],
      [{...remove, allow_unreachable: true}, [1, 1, 1]],
    ] as const) {
      await withAccount({section}, async (account) => {
        const email = 'jane@example.com';
        await account.write([{email, name: 'Jane', teams: ['Ops']}]);
        const row = {
          ...{email, contact_methods: [SMS], teams: ['Search']},
          notification_rules: [{urgency: 'low', start_delay_in_minutes: 0, contact_method: SMS}],
        };
        expect((await account.write([row])).fates).toEqual(['written']);
        const kinds = ['contact_methods', 'notification_rules', 'team_members'];
        expect(kinds.map((kind) => account.partsOf(email, kind).length)).toEqual(counts);
        expect((await account.write([row])).fates).toEqual(['unchanged']);
      });
    }
  });

  it('keep everything for an empty list, unless empty_lists is clear', async () => {
    for (const [empty_lists, left] of [
      ['keep', 1],
      ['clear', 0],
    ] as const) {
      await withAccount({section: {empty_lists}}, async (account) => {
        const email = 'jane@example.com';
        await account.write([{email, name: 'Jane', teams: ['Ops']}]);
        await account.write([{email, teams: [], contact_methods: []}]);
        expect(account.partsOf(email, 'team_members')).toHaveLength(left);
        expect(account.partsOf(email, 'contact_methods')).toHaveLength(left);
      });
    }
  });

  it('stay reachable while they are on call, and keep what the app has added', async () => {
    const settings = {users: 120, teamless_percent: 0};
    const section = {remove_contact_methods: true, remove_notification_rules: true};
    await withAccount({settings, section, mode: 'update'}, async (account) => {
      const typesOf = ({email}: Shown): readonly string[] =>
        account.partsOf(String(email), 'contact_methods').map(({type}) => String(type));
      const hasPush = (user: Shown): boolean =>
        typesOf(user).includes('push_notification_contact_method');
      const {email} = await onCall(account, (user) => !hasPush(user) && typesOf(user).length > 1);
      const before = account.partsOf(email, 'contact_methods');
      const row = {email, contact_methods: [{type: 'email', address: email}]};
      const {fates, outcomes} = await account.write([row]);
      expect(fates).toEqual(['not_allowed']);
      expect(outcomes.get(0)?.outcome).toMatchObject({
        message: expect.stringMatching(/is on call \("On call \d+"\).*allow_unreachable/) as string,
      });
      expect(account.partsOf(email, 'contact_methods')).toEqual(before);
      expect(
        (await account.write([{...row, contact_methods: [...row.contact_methods, SMS]}])).fates,
      ).toEqual(['written']);
      const withApp = account.list('users').find(hasPush);
      const login = String(withApp?.['email']);
      await account.write([{email: login, contact_methods: [{type: 'email', address: login}]}]);
      expect(account.partsOf(login, 'contact_methods').map(({type}) => type)).toContain(
        'push_notification_contact_method',
      );
    });
  });

  it('stay in a team whose policy holds them, and the rejection names it', async () => {
    const settings = {users: 120, teamless_percent: 0};
    await withAccount(
      {settings, section: {remove_teams: true}, mode: 'update'},
      async (account) => {
        const {email, teamName} = await onCall(account);
        const other = teamName === 'Ops' ? 'Search' : 'Ops';
        const {fates, outcomes} = await account.write([{email, teams: [other], job_title: 'Held'}]);
        expect(fates).toEqual(['refused_by_vendor']);
        const message = expect.stringMatching(
          new RegExp(`Done: the user was changed.*leave team "${teamName}".*"On call \\d+"`),
        ) as string;
        expect(outcomes.get(0)?.outcome).toMatchObject({message});
        expect(account.calls('DELETE').every((call) => call.startsWith('DELETE /teams/'))).toBe(
          true,
        );
      },
    );
  });

  it('leave teams no more than the limit allows', async () => {
    const section = {remove_teams: true, max_removals: 1};
    await withAccount({section, mode: 'update'}, async (account) => {
      const names = ['one', 'two'].map((name) => `${name}@example.com`);
      const people = names.map((email) => ({email, name: 'New', teams: ['Ops']}));
      await account.write(people, {mapping: {operation: 'upsert'}});
      const rows = names.map((email) => ({email, teams: ['Search'], job_title: 'Moved'}));
      const planned = await account.write(rows, {dryRun: true});
      expect([...planned.plans.values()].map(({status}) => status)).toEqual(['update', 'rejected']);
      const {fates} = await account.write(rows);
      expect(fates).toEqual(['written', 'limit_reached']);
      expect(account.userOf('two@example.com')['job_title']).toBeNull();
      expect(account.partsOf('two@example.com', 'team_members')).toHaveLength(1);
    });
  });

  it('are not deleted: a record that wants it says what holds the user', async () => {
    await withAccount(
      {settings: {users: 120, teamless_percent: 0}, mode: 'soft_delete'},
      async (account) => {
        const {email} = await onCall(account);
        const {fates, outcomes} = await account.write([{email}, {email: 'nobody@example.com'}]);
        expect(fates).toEqual(['not_allowed', 'unchanged']);
        expect(outcomes.get(0)?.outcome).toMatchObject({
          message: expect.stringMatching(/in 1 escalation policy, [1-3] teams?\./) as string,
        });
        expect(account.calls().filter(isWrite)).toEqual([]);
      },
    );
  });

  it('are adopted when somebody else was faster, and a conflict is told', async () => {
    await withAccount({}, async (account) => {
      const email = 'jane@example.com';
      await account.write([{email, name: 'Jane', contact_methods: [SMS]}]);
      const body = {
        error: {code: 2001, message: 'Invalid', errors: ['User Contact method must be unique']},
      };
      const refused = {type: 'status', status: 400, body} as const;
      const path = '/users/';
      account.sandbox.setFaults([{method: 'POST', path, what: refused, when: {type: 'always'}}]);
      const phone = {...SMS, type: 'phone'};
      const {fates, outcomes} = await account.write([{email, contact_methods: [SMS, phone]}]);
      expect(fates).toEqual(['already_exists']);
      expect(outcomes.get(0)?.outcome).toMatchObject({
        message: expect.stringContaining('lists none that is the same') as string,
      });
    });
  });

  it('are found by id, and their address can be changed by it', async () => {
    await withAccount({mode: 'update', key: 'id'}, async (account) => {
      const [, ada, bob] = account.list('users');
      const id = String(ada?.['id']);
      const {fates} = await account.write([
        {id, email: 'ada.new@example.com'},
        {id: String(bob?.['id']), email: String(account.list('users')[3]?.['email'])},
        {id: 'PNOBODY', name: 'x'},
      ]);
      expect(fates).toEqual(['written', 'already_exists', 'not_found']);
      expect(account.userOf('ada.new@example.com')['id']).toBe(id);
    });
  });

  it('are not created without permission, nor more than the limit allows', async () => {
    const rows = [1, 2].map((at) => ({email: `new-${at}@example.com`, name: 'New'}));
    await withAccount({section: {allow_invitations: false}}, async (account) => {
      expect((await account.write(rows)).fates).toEqual(['not_allowed', 'not_allowed']);
    });
    await withAccount({section: {max_invitations: 1}}, async (account) => {
      expect((await account.write(rows)).fates).toEqual(['written', 'limit_reached']);
    });
  });

  it('say what was done when a part is refused, and the next record does the rest', async () => {
    await withAccount({settings: {plan_urgencies: false}}, async (account) => {
      const row = {
        ...{email: 'jane@example.com', name: 'Jane', contact_methods: [SMS]},
        notification_rules: [{urgency: 'low', start_delay_in_minutes: 9, contact_method: SMS}],
      };
      const {fates, outcomes} = await account.write([row]);
      expect(fates).toEqual(['limit_reached']);
      expect(outcomes.get(0)?.outcome).toMatchObject({
        message: expect.stringMatching(
          /^Done: the user was created, a contact method was added\. .*low urgency, 9 minutes, sms/,
        ) as string,
      });
      const fixed = {...row, notification_rules: [{...row.notification_rules[0], urgency: 'high'}]};
      expect((await account.write([fixed as JsonObject])).fates).toEqual(['written']);
      expect(account.list('invitations')).toHaveLength(1);
    });
  });
});

function isWrite(call: string): boolean {
  return !call.startsWith('GET ');
}

function copyOfMethod({type, address, country_code, label}: Shown): Shown {
  return {type, address, label, ...(country_code !== undefined && {country_code})};
}

/** Some made-up numbers of the sandbox are none in their country. */
function isValid(row: JsonObject): boolean {
  return !JSON.stringify(row).includes('"country_code":351');
}
