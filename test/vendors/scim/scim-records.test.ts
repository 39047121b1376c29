import Ajv from 'ajv';
import type {JsonObject} from '../../../src/core/json';
import {useNockStrictly} from '../../support/nock-rules';
import {readSweep, sweepOf} from '../support/read-rows';
import {mockWhole, open} from './support';

useNockStrictly();

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

async function rowOf(stream: 'users' | 'groups', resource: JsonObject, entry: JsonObject = {}) {
  const path = `/scim/v2/${stream === 'users' ? 'Users' : 'Groups'}`;
  mockWhole('pendo', [resource], path);
  const source = open('pendo', entry);
  const name = `pendo_scim_${stream}`;
  const [row] = await readSweep(source, name);
  const [described] = sweepOf(source, name).streams;
  const schema = described?.schema ?? {};
  const declared = Object.keys((schema['properties'] ?? {}) as JsonObject);
  expect(Object.keys(row ?? {}).sort()).toEqual([...declared].sort());
  const ajv = new Ajv({strict: false});
  expect(ajv.validate(schema, row) || ajv.errorsText()).toBe(true);
  return row;
}

const ada: JsonObject = {
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', ENTERPRISE],
  id: '5f1c',
  externalId: '00u-ada',
  userName: 'ada@example.com',
  active: true,
  displayName: 'Ada Example',
  name: {givenName: 'Ada', familyName: 'Example'},
  title: 'Engineer',
  userType: 'Employee',
  locale: 'en-GB',
  timezone: 'Europe/London',
  emails: [{value: 'ada@example.com', type: 'work', primary: true}],
  phoneNumbers: [{value: '+44 20 7946 0958', type: 'work'}],
  groups: [{value: '3', display: 'Admins'}],
  roles: [{value: 'user', type: 'base', primary: true}],
  entitlements: [{type: 'license', value: 'PL00001'}],
  meta: {resourceType: 'User', location: 'Users/5f1c'},
};

describe('records of SCIM users', () => {
  it('hold every attribute, with the enterprise extension under a name for warehouses', async () => {
    const extension = {department: 'R&D', manager: {value: '1'}};
    expect(await rowOf('users', {...ada, [ENTERPRISE]: extension})).toEqual({
      ...ada,
      nickName: null,
      profileUrl: null,
      preferredLanguage: null,
      ims: null,
      photos: null,
      addresses: null,
      enterprise_user: extension,
      other_fields: null,
    });
  });

  it('have null for what the service does not send', async () => {
    const row = await rowOf('users', {id: '1', userName: 'x', externalId: null});
    expect(row).toMatchObject({id: '1', userName: 'x', externalId: null, emails: null});
  });

  it('keep unknown attributes and misfits in other_fields', async () => {
    const row = await rowOf('users', {
      id: '1',
      title: 7,
      emails: ['ada@example.com'],
      costCentre: '42',
      [ENTERPRISE]: 'none',
    });
    expect(row).toMatchObject({
      title: '7',
      emails: [{value: 'ada@example.com'}],
      enterprise_user: null,
      other_fields: {costCentre: '42', [ENTERPRISE]: 'none'},
    });
  });

  it('never hold a password', async () => {
    expect(await rowOf('users', {id: '1', password: 'hunter2'})).toMatchObject({
      other_fields: null,
    });
  });

  it.each([
    [true, true],
    ['True', true],
    ['false', false],
    [null, null],
  ])('take active %j as %j', async (sent, active) => {
    expect(await rowOf('users', {id: '1', active: sent})).toMatchObject({active});
  });

  it('write ids as text, also where the service sends numbers', async () => {
    expect(await rowOf('users', {id: 55, externalId: 7})).toMatchObject({
      id: '55',
      externalId: '7',
    });
  });

  it('list memberships by id, since another order is no change', async () => {
    const row = await rowOf('users', {id: '1', groups: [{value: 'b'}, {value: 'a'}]});
    expect(row).toMatchObject({groups: [{value: 'a'}, {value: 'b'}]});
  });

  it('lose addresses and numbers with pii: drop, wherever they stand', async () => {
    const row = await rowOf(
      'users',
      {...ada, other: 'ada@example.com', groups: [{value: '3', display: 'team@example.com'}]},
      {pii: 'drop'},
    );
    expect(row).toMatchObject({
      id: '5f1c',
      userName: null,
      emails: [{value: null, type: 'work', primary: true}],
      phoneNumbers: [{value: null, type: 'work'}],
      name: ada['name'],
    });
    expect(JSON.stringify(row)).not.toMatch(/example\.com|7946/);
  });

  it('have the same hash for the login and the address with pii: hash', async () => {
    const row = await rowOf('users', ada, {pii: 'hash', pii_salt: 'salt-of-acme'});
    const [email] = (row?.['emails'] ?? []) as readonly JsonObject[];
    expect(row?.['userName']).toMatch(/^pii:/);
    expect(email?.['value']).toBe(row?.['userName']);
  });

  it('cannot be hashed without a salt', () => {
    expect(() => open('pendo', {pii: 'hash'})).toThrow(/pii_salt/);
  });
});

describe('records of SCIM groups', () => {
  it('hold their members by id', async () => {
    const group = {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
      id: '3',
      displayName: 'Admins',
      meta: {resourceType: 'Group'},
    };
    const members = [
      {value: '56', display: 'Bob'},
      {value: '55', display: 'Ada'},
    ];
    expect(await rowOf('groups', {...group, members, description: 'All'})).toEqual({
      ...group,
      externalId: null,
      members: [members[1], members[0]],
      other_fields: {description: 'All'},
    });
  });
});
