import nock from 'nock';
import {pipedriveDestination} from '../../../src/vendors/pipedrive/destination';
import type {JsonObject} from '../../../src/core/json';
import type {Operation} from '../../../src/write/record';
import {containing} from '../support/matchers';
import {createVendorKit} from '../support/vendor-kit';
import {withCompany, writeRows} from './users-writing';

describe('a dry run of users', () => {
  it('says what would be done, counts brakes and costs, and writes nothing', async () => {
    await withCompany({users: 300}, async (company) => {
      const users = company.users().slice(10);
      const [leaver, second, mover] = users.filter(({active_flag: active}) => active);
      const back = users.find(({active_flag: active}) => !active);
      const role = company.roles().find(({id}) => id !== mover?.role_id && id !== 1);
      const section = {...company.section, allow_invitations: true, max_deactivations: 1};
      const rows = [
        {email: 'new@example.com', role_id: role?.id ?? 0},
        {email: leaver?.email ?? '', active_flag: false},
        {email: second?.email ?? '', active_flag: false},
        {email: mover?.email ?? '', role_id: role?.id ?? 0},
        {email: back?.email ?? '', active_flag: true},
        {email: mover?.email ?? '', active_flag: true, role_id: role?.id ?? 0},
        {email: mover?.email ?? '', access: 'x'},
      ];
      const planned = await writeRows(rows, {...company, section, mode: 'upsert', dryRun: true});
      expect(planned.failure).toBeUndefined();
      expect(planned.plans.get(0)).toEqual({
        status: 'create',
        changes: [
          {field: 'email', to: 'new@example.com'},
          {field: 'role_id', to: role?.id},
        ],
        notes: ['would be invited by e-mail and use a paid seat', 'costs 2 calls, 20 tokens'],
        costs: {calls: 2, mails: 1, seats: 1, removals: 0},
      });
      expect(planned.plans.get(1)).toEqual({
        status: 'update',
        changes: [{field: 'active_flag', from: true, to: false}],
        notes: [
          'would be deactivated; the user keeps deals and activities',
          'costs 1 call, 10 tokens',
        ],
        costs: {calls: 1, mails: 0, seats: 0, removals: 1},
      });
      expect(planned.plans.get(2)).toMatchObject({status: 'rejected', reason: 'limit_reached'});
      expect(planned.plans.get(3)).toMatchObject({
        changes: [{field: 'role_id', from: mover?.role_id, to: role?.id}],
      });
      expect(planned.plans.get(4)).toMatchObject({
        changes: [{field: 'active_flag', from: false, to: true}],
        notes: ['would use a paid seat again', 'costs 1 call, 10 tokens'],
        costs: {calls: 1, mails: 0, seats: 1, removals: 0},
      });
      expect(planned.plans.get(6)).toMatchObject({reason: 'invalid_type'});
      const [object] = planned.summary.objects;
      expect(object?.costs).toEqual({calls: 5, mails: 1, seats: 2, removals: 1});
      expect(planned.log).toContain(
        'would invite or activate 2 and deactivate 1 users, with 5 calls and 50 tokens',
      );
      expect(company.writes()).toEqual([]);
      expect(company.invited()).toEqual([]);
    });
  });

  it('compares later records with what earlier ones would have left', async () => {
    await withCompany({users: 30}, async (company) => {
      const section = {...company.section, allow_invitations: true};
      const writing = {...company, section, mode: 'upsert', dryRun: true} as const;
      const rows = Array.from({length: 60}, (_, index) => ({
        email: index % 50 === 0 ? 'new@example.com' : `n${index}@example.com`,
        active_flag: true,
      }));
      const planned = await writeRows(rows, {
        ...writing,
        section: {...section, max_invitations: 100},
      });
      const creates = [...planned.plans.values()].filter(({status}) => status === 'create');
      expect(creates).toHaveLength(59);
      expect(planned.plans.get(50)).toEqual({status: 'unchanged'});
    });
  });
});

describe('the check of the destination', () => {
  const check = (
    company: Parameters<Parameters<typeof withCompany>[1]>[0],
    token = 'api_token',
  ) => {
    const credentials = {
      auth_type: 'api_token',
      api_token: company.sandbox.vendors['pipedrive']?.credentials[token] ?? 'wrong',
    };
    return pipedriveDestination.open({...company.section, credentials}, company.kit).check();
  };

  it('is content with an admin, and writes nothing', async () => {
    await withCompany({users: 30}, async (company) => {
      expect(await check(company)).toEqual([]);
      expect(company.writes()).toEqual([]);
    });
  });

  it('says that only admins write', async () => {
    await withCompany({users: 30}, async (company) => {
      const failures = await check(company, 'plain_api_token');
      expect(failures).toMatchObject([{kind: 'auth', message: containing('only admins')}]);
    });
  });

  it('reports a refused token once, and an outage of a list', async () => {
    await withCompany({users: 30}, async (company) => {
      expect(await check(company, 'nonsense')).toMatchObject([{kind: 'auth'}]);
      company.sandbox.setFaults([
        {path: '/roles', what: {type: 'status', status: 500}, when: {type: 'always'}},
      ]);
      expect(await check(company)).toMatchObject([{kind: 'transient'}]);
    });
  });
});

describe('the rights that writing users needs', () => {
  const rights = (
    company: Parameters<Parameters<typeof withCompany>[1]>[0],
    section: JsonObject,
    operations: readonly Operation[],
  ) => {
    const destination = pipedriveDestination.open({...company.section, ...section}, company.kit);
    return destination.rightsOf?.([{object: 'pipedrive_users', operations}]);
  };

  it('are told mode by mode, with the options that switch them off, and nothing is written', async () => {
    await withCompany({users: 30}, async (company) => {
      expect(await rights(company, {}, ['upsert'])).toEqual([
        {object: 'pipedrive_users', what: 'list users', state: 'has'},
        {object: 'pipedrive_users', what: 'change users and their roles', state: 'has'},
        {object: 'pipedrive_users', what: 'deactivate users', state: 'has'},
        {
          object: 'pipedrive_users',
          what: 'invite people',
          state: 'off',
          why: containing('pipedrive.allow_invitations'),
        },
      ]);
      const section = {max_deactivations: 0, allow_invitations: true};
      const given = await rights(company, section, ['soft_delete', 'insert']);
      expect(given?.map(({what, state}) => `${what}: ${state}`)).toEqual([
        'list users: has',
        'change users and their roles: has',
        'deactivate users: off',
        'invite people: has',
      ]);
      expect(company.writes()).toEqual([]);
    });
  });

  it('are missing for somebody who is no admin', async () => {
    await withCompany({users: 30}, async (company) => {
      const token = company.sandbox.vendors['pipedrive']?.credentials['plain_api_token'] ?? '';
      const credentials = {auth_type: 'api_token', api_token: token};
      const given = await rights(company, {credentials}, ['soft_delete']);
      expect(given?.map(({what, state}) => `${what}: ${state}`)).toEqual([
        'list users: has',
        'deactivate users: missing',
      ]);
    });
  });
});

describe('the schema of pipedrive_users', () => {
  it('names the roles of the company', async () => {
    await withCompany({users: 30}, async (company) => {
      const destination = pipedriveDestination.open(company.section, company.kit);
      const schema = await destination.schemaOf('pipedrive_users');
      for (const {id, name} of company.roles()) {
        expect(schema).toMatchObject({
          properties: {role: {description: containing(`${id} ${JSON.stringify(name)}`)}},
        });
      }
    });
  });

  it('says so when the token may not list roles, and fails when Pipedrive is down', async () => {
    const section = {credentials: {auth_type: 'api_token', api_token: 'token-of-alice'}};
    const destination = pipedriveDestination.open(section, createVendorKit());
    const roles = () => nock('https://api.pipedrive.com/v1').get('/roles').query(true);
    roles().reply(403, {success: false, error: 'Forbidden'});
    expect(await destination.schemaOf('pipedrive_users')).toMatchObject({
      properties: {role_id: {description: containing('may not list the roles')}},
    });
    roles().times(6).reply(500);
    await expect(destination.schemaOf('pipedrive_users')).rejects.toMatchObject({
      kind: 'transient',
    });
    await expect(destination.schemaOf('pipedrive_deals')).rejects.toMatchObject({kind: 'config'});
    await expect(destination.openWriter('deals')).rejects.toMatchObject({kind: 'config'});
    nock.cleanAll();
    nock.restore();
  });
});
