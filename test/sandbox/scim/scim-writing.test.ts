import {at, closeAll, rowsAt} from '../running-sandbox';
import {PATCH, startScim} from './scim-calls';

afterEach(closeAll);

const inactive = {schemas: [PATCH], Operations: [{op: 'replace', path: 'active', value: false}]};

describe('users of the SCIM sandbox', () => {
  it('are created once, found, replaced and deleted', async () => {
    const {ask} = await startScim('pendo');
    const sent = {userName: 'new@acme.example', name: {givenName: 'New'}};
    const made = await ask('POST', '/Users', sent);
    expect(made).toMatchObject({status: 201, body: {...sent, active: true}});
    expect(made.headers.get('location')).toMatch(
      new RegExp(`^http://127.+/scim/pendo/v2/Users/${String(at(made.body, 'id'))}$`),
    );
    expect(await ask('POST', '/Users', sent)).toMatchObject({
      status: 409,
      body: {scimType: 'uniqueness'},
    });
    const path = `/Users/${String(at(made.body, 'id'))}`;
    expect((await ask('GET', path)).body).toEqual(made.body);
    const replaced = await ask('PUT', path, {userName: 'new@acme.example', title: 'Boss'});
    expect(replaced.body).toMatchObject({id: at(made.body, 'id'), title: 'Boss'});
    expect(replaced.body).not.toHaveProperty('name');
    expect((await ask('DELETE', path)).status).toBe(204);
    expect((await ask('GET', path)).status).toBe(404);
    expect((await ask('DELETE', path)).status).toBe(404);
  });

  it('are changed by PATCH, with and without a path', async () => {
    const {ask} = await startScim('pagerduty');
    const [first] = rowsAt((await ask('GET', '/Users?count=1')).body, 'Resources');
    const path = `/Users/${String(first?.['id'])}`;
    const operations = [
      {op: 'replace', path: 'displayName', value: 'New'},
      {op: 'add', path: 'name.givenName', value: 'Ada'},
      {op: 'Replace', value: {title: 'Boss'}},
      {op: 'remove', path: 'externalId'},
    ];
    const {body} = await ask('PATCH', path, {schemas: [PATCH], Operations: operations});
    expect(body).toMatchObject({displayName: 'New', name: {givenName: 'Ada'}, title: 'Boss'});
    expect(body).not.toHaveProperty('externalId');
    expect((await ask('PATCH', path, {Operations: operations})).status).toBe(400);
    expect((await ask('PATCH', path, {schemas: [PATCH], Operations: [{}]})).status).toBe(400);
  });

  it('are suspended by active: false for guides, and gone for good for PagerDuty (PagerDuty Q13)', async () => {
    for (const [profile, status, left] of [
      ['guide', 200, 12],
      ['documented', 204, 11],
    ] as const) {
      const {ask} = await startScim('pagerduty', {profile});
      const [first] = rowsAt((await ask('GET', '/Users?count=1')).body, 'Resources');
      const path = `/Users/${String(first?.['id'])}`;
      expect((await ask('PATCH', path, inactive)).status).toBe(status);
      expect((await ask('GET', '/Users')).body).toMatchObject({totalResults: left});
    }
    const {ask} = await startScim('pagerduty', {profile: 'documented'});
    expect((await ask('POST', '/Users', {userName: 'x', active: false})).status).toBe(400);
  });

  it('can be created and deleted in SCIM 1.1, which cannot be read (PandaDoc Q17)', async () => {
    const {ask} = await startScim('pandadoc', {profile: 'documented'});
    const made = await ask('POST', '/Users', {userName: 'new@acme.example'});
    expect(made.status).toBe(201);
    expect((await ask('DELETE', `/Users/${String(at(made.body, 'id'))}`)).status).toBe(204);
  });
});

describe('groups of the SCIM sandbox', () => {
  it('are created, renamed, filled, emptied and deleted', async () => {
    const {ask} = await startScim('pipedrive');
    const made = await ask('POST', '/Groups', {displayName: 'Night', members: [{value: '55'}]});
    expect(made).toMatchObject({status: 201, body: {displayName: 'Night'}});
    const path = `/Groups/${String(at(made.body, 'id'))}`;
    const patch = async (...operations: unknown[]) => {
      const answer = await ask('PATCH', path, {schemas: [PATCH], Operations: operations});
      return [
        at(answer.body, 'displayName'),
        rowsAt(answer.body, 'members').map((m) => m['value']),
      ];
    };
    expect(await patch({op: 'replace', path: 'displayName', value: 'Day'})).toEqual([
      'Day',
      ['55'],
    ]);
    const added = {op: 'add', path: 'members', value: [{value: '56'}, {value: '55'}]};
    expect(await patch(added)).toEqual(['Day', ['55', '56']]);
    expect(await patch({op: 'remove', path: 'members[value eq "55"]'})).toEqual(['Day', ['56']]);
    expect(at((await ask('GET', '/Users/56')).body, 'groups')).toContainEqual({
      value: at(made.body, 'id'),
      display: 'Day',
    });
    const replaced = {op: 'replace', path: 'members', value: [{value: '57'}]};
    expect(await patch(replaced)).toEqual(['Day', ['57']]);
    expect(await patch({op: 'remove', path: 'members'})).toEqual(['Day', []]);
    expect((await ask('DELETE', path)).status).toBe(204);
    expect((await ask('PATCH', path, {schemas: [PATCH], Operations: []})).status).toBe(404);
    expect((await ask('POST', '/Groups', {})).status).toBe(400);
  });
});
