import {QUIRK_NAMES} from '../../../src/sandbox/scim/quirks/quirks';
import {settingsHelp} from '../../../src/sandbox/registry';
import {at, closeAll, rowsAt} from '../running-sandbox';
import {keysOf, PATCH, startScim} from './scim-calls';

afterEach(closeAll);

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

async function startOdd(quirks: readonly string[], more: Readonly<Record<string, unknown>> = {}) {
  const {ask, sandbox} = await startScim('pendo', {profile: 'strict', quirks, ...more});
  return {ask: (path: string) => ask('GET', path), sandbox};
}

describe('a SCIM service with a quirk', () => {
  it.each([
    ['lower_case_names', 'resources', 'username', 'urn:ietf:params:scim:schemas:core:2.0:user'],
    ['upper_case_names', 'RESOURCES', 'USERNAME', 'URN:IETF:PARAMS:SCIM:SCHEMAS:CORE:2.0:USER'],
    [
      'swapped_first_letters',
      'resources',
      'UserName',
      'Urn:ietf:params:scim:schemas:core:2.0:User',
    ],
  ])('%s writes names in another letter case', async (quirk, resources, userName, urn) => {
    const {ask, sandbox} = await startOdd([quirk]);
    const {body} = await ask('/Users');
    const [user] = rowsAt(body, resources);
    const truth = sandbox.dump('scim')['pendo_users']?.[0];
    expect(user?.[userName]).toBe(truth?.['userName']);
    const schemas = user?.[keysOf(user).find((key) => /^schemas$/i.test(key)) ?? ''];
    expect(schemas).toContain(urn);
    const type = rowsAt((await ask('/ResourceTypes')).body, resources)[0];
    expect(keysOf(type).filter((key) => /^schemaExtensions$/i.test(key))).toHaveLength(1);
    expect(keysOf(type)).not.toContain('schemaExtensions');
  });

  it.each([
    ['lower_case_enterprise_urn', ENTERPRISE.toLowerCase()],
    ['upper_case_enterprise_urn', ENTERPRISE.toUpperCase()],
  ])('%s writes that name only in another letter case', async (quirk, urn) => {
    const {ask} = await startOdd([quirk]);
    const users = rowsAt((await ask('/Users')).body, 'Resources');
    const employees = users.filter((user) => user[urn] !== undefined);
    expect(employees.length).toBeGreaterThan(0);
    expect(users.filter((user) => user[ENTERPRISE] !== undefined)).toEqual([]);
    expect(employees[0]?.['schemas']).toContain(urn);
    expect(employees[0]).toHaveProperty('userName');
  });

  it('plain_values sends the values of lists as texts', async () => {
    const {ask, sandbox} = await startOdd(['plain_values']);
    const truth = sandbox.dump('scim')['pendo_users'] ?? [];
    const users = rowsAt((await ask('/Users')).body, 'Resources');
    expect(users.map(({emails}) => emails)).toEqual(
      truth.map((user) => rowsAt(user, 'emails').map(({value}) => value)),
    );
    const group = rowsAt((await ask('/Groups')).body, 'Resources')[0];
    expect(at(group, 'members', 0)).toEqual(expect.any(String));
    expect(rowsAt((await ask('/Schemas')).body, 'Resources', 0, 'attributes')[0]).toMatchObject({
      name: 'userName',
    });
  });

  it('single_object_values sends one value without its list, and more with it', async () => {
    const {ask} = await startOdd(['single_object_values']);
    const users = rowsAt((await ask('/Users')).body, 'Resources');
    const [lists, objects] = [true, false].map((isList) =>
      users.filter(({emails}) => Array.isArray(emails) === isList),
    );
    expect(at(objects?.[0], 'emails')).toMatchObject({type: 'work'});
    expect(rowsAt(lists?.[0], 'emails')).toHaveLength(2);
  });

  it('mixed_values sends some values as texts, and the same ones whatever the pages', async () => {
    const {ask} = await startOdd(['mixed_values']);
    const users = rowsAt((await ask('/Users')).body, 'Resources');
    const emails = users.flatMap((user) => at(user, 'emails') as unknown[]);
    expect(new Set(emails.map((email) => typeof email))).toEqual(new Set(['string', 'object']));
    const second = rowsAt((await ask('/Users?startIndex=2&count=3')).body, 'Resources');
    expect(second).toEqual(users.slice(1, 4));
  });

  it('number_ids sends ids as numbers whose digits a double loses', async () => {
    const {ask} = await startOdd(['number_ids']);
    const {text} = await ask('/Users?count=3');
    const ids = [...text.matchAll(/"id":(\d+)/g)].map(([, digits]) => digits);
    expect(ids).toHaveLength(3);
    expect(ids.every((id) => String(Number(id)) !== id || Number(id) > 2 ** 53)).toBe(true);
    expect(text).toContain(`"externalId":${String(ids[0])}`);
    const one = await ask(`/Users/${String(ids[1])}`);
    expect(one.text).toContain(`"id":${String(ids[1])}`);
    expect((await ask('/Groups')).text).toContain(`"value":${String(ids[0])}`);
  });

  it('total_missing, total_as_text and total_of_page differ in totalResults', async () => {
    const total = async (quirk: string) => {
      const {ask} = await startOdd([quirk]);
      return at((await ask('/Users?count=5')).body, 'totalResults');
    };
    expect(await total('total_missing')).toBeUndefined();
    expect(await total('total_as_text')).toBe('12');
    expect(await total('total_of_page')).toBe(5);
  });

  it('schemas_missing sends none, neither of lists nor of resources', async () => {
    const {ask} = await startOdd(['schemas_missing']);
    const {text, body} = await ask('/Users');
    expect(rowsAt(body, 'Resources')).toHaveLength(12);
    expect(text).not.toContain('"schemas"');
  });

  it.each(['cursor_only', 'cursor_only_refuses_index'])(
    '%s has pages by cursor, and says so (RFC 9865)',
    async (quirk) => {
      const {ask} = await startOdd([quirk]);
      const config = (await ask('/ServiceProviderConfig')).body;
      expect(at(config, 'pagination')).toMatchObject({cursor: true, index: false});
      const ids: unknown[] = [];
      let path = '/Users?count=5';
      for (let page = 0; page < 3; page += 1) {
        const {body} = await ask(path);
        expect(body).not.toHaveProperty('startIndex');
        ids.push(...rowsAt(body, 'Resources').map(({id}) => id));
        path = `/Users?count=5&cursor=${String(at(body, 'nextCursor'))}`;
      }
      expect(path).toContain('undefined');
      expect(new Set(ids).size).toBe(12);
      expect(await ask('/Users?cursor=mine')).toMatchObject({
        status: 400,
        body: {scimType: 'invalidCursor'},
      });
      const byIndex = await ask('/Users?startIndex=6&count=5');
      if (quirk === 'cursor_only') {
        expect(rowsAt(byIndex.body, 'Resources')[0]?.['id']).toBe(ids[0]);
      } else expect(byIndex.status).toBe(400);
    },
  );

  it('goes with the vendors and with others at once', async () => {
    const {ask} = await startScim('pagerduty', {
      quirks: ['upper_case_names', 'total_as_text', 'plain_values'],
      page_rows_max: 2,
    });
    const {body} = await ask('GET', '/Users?count=100');
    expect(at(body, 'TOTALRESULTS')).toBe('12');
    expect(rowsAt(body, 'RESOURCES')).toHaveLength(2);
    expect(at(body, 'RESOURCES', 0, 'ROLES', 0)).toEqual(expect.any(String));
  });
});

describe.each(['guide', 'strict'])(
  'a SCIM service (%s) that is written to with a quirk',
  (profile) => {
    const patchOf = (...operations: unknown[]) => ({schemas: [PATCH], Operations: operations});
    const setActive = (value: unknown) => patchOf({op: 'replace', path: 'active', value});
    const schemas = ['urn:ietf:params:scim:schemas:core:2.0:User'];

    async function startWriting(...quirks: readonly string[]) {
      const {ask: askPlainly, sandbox} = await startScim('pendo', {profile, quirks});
      const headers = {
        authorization: `Bearer ${sandbox.vendors['scim']?.credentials['pendo_token'] ?? ''}`,
        'content-type': 'application/scim+json',
      };
      const ask = (method: string, path: string, json?: unknown) =>
        askPlainly(method, path, json, headers);
      const config = (await ask('GET', '/ServiceProviderConfig')).body;
      const [user] = rowsAt((await ask('GET', '/Users?count=1')).body, 'Resources');
      const [group] = rowsAt((await ask('GET', '/Groups')).body, 'Resources');
      return {
        ask,
        config,
        user: `/Users/${String(user?.['id'])}`,
        userName: String(user?.['userName']),
        group: `/Groups/${String(group?.['id'])}`,
        found: async (filter: string) =>
          rowsAt(
            (await ask('GET', `/Users?filter=${encodeURIComponent(filter)}`)).body,
            'Resources',
          ),
      };
    }

    it('no_filter refuses filters, and says so', async () => {
      const {ask, config} = await startWriting('no_filter');
      expect(config).toMatchObject({filter: {supported: false}});
      const filter = encodeURIComponent('userName eq "a"');
      expect(await ask('GET', `/Users?filter=${filter}`)).toMatchObject({
        status: 400,
        body: {scimType: 'invalidFilter'},
      });
      expect((await ask('GET', '/Users')).status).toBe(200);
    });

    it.each([
      ['no_patch', false, 501],
      ['put_only', true, 405],
    ])('%s takes PUT for users and groups, and no PATCH', async (quirk, said, status) => {
      const {ask, config, user, userName, group} = await startWriting(quirk);
      expect(config).toMatchObject({patch: {supported: said}});
      expect((await ask('PATCH', user, setActive(false))).status).toBe(status);
      expect((await ask('GET', user)).body).toMatchObject({active: true});
      expect((await ask('PATCH', group, patchOf())).status).toBe(status);
      const put = await ask('PUT', user, {schemas, userName, active: false});
      expect(put).toMatchObject({status: 200, body: {active: false}});
      const groupSchemas = ['urn:ietf:params:scim:schemas:core:2.0:Group'];
      expect(
        await ask('PUT', group, {schemas: groupSchemas, displayName: 'Night', members: []}),
      ).toMatchObject({status: 200, body: {displayName: 'Night'}});
    });

    it('lower_case_user_names stores the name in small letters, by POST and PATCH', async () => {
      const {ask, user} = await startWriting('lower_case_user_names');
      const made = await ask('POST', '/Users', {schemas, userName: 'New@Acme.example'});
      expect(made).toMatchObject({status: 201, body: {userName: 'new@acme.example'}});
      const rename = patchOf({op: 'replace', path: 'userName', value: 'Other@Acme.example'});
      expect((await ask('PATCH', user, rename)).body).toMatchObject({
        userName: 'other@acme.example',
      });
    });

    it('text_booleans writes texts, and refuses a boolean for active', async () => {
      const {ask, user, userName} = await startWriting('text_booleans');
      expect((await ask('GET', user)).body).toMatchObject({active: 'True'});
      expect(await ask('PATCH', user, setActive(false))).toMatchObject({
        status: 400,
        body: {scimType: 'invalidValue'},
      });
      expect((await ask('PATCH', user, setActive('False'))).body).toMatchObject({active: 'False'});
      expect((await ask('PUT', user, {schemas, userName, active: true})).status).toBe(400);
      const put = await ask('PUT', user, {schemas, userName, active: 'true'});
      expect(put.body).toMatchObject({active: 'True'});
    });

    it('empty_answers changes without showing what it made', async () => {
      const {ask, user} = await startWriting('empty_answers');
      expect(await ask('PATCH', user, setActive(false))).toMatchObject({status: 204, text: ''});
      expect((await ask('GET', user)).body).toMatchObject({active: false});
      expect((await ask('PATCH', '/Users/nobody', setActive(false))).status).toBe(404);
    });

    it('inactive_conflict lists no inactive user, finds it by a filter, and refuses a second one', async () => {
      const {ask, user, userName, found} = await startWriting('inactive_conflict');
      const externalId = 'employee-7';
      await ask('PATCH', user, patchOf({op: 'add', path: 'externalId', value: externalId}));
      await ask('PATCH', user, setActive(false));
      const listed = (await ask('GET', '/Users')).body;
      expect(rowsAt(listed, 'Resources').map((each) => each['userName'])).not.toContain(userName);
      expect(await found(`userName eq "${userName}"`)).toHaveLength(1);
      for (const sent of [{userName}, {userName: 'free@acme.example', externalId}]) {
        expect(await ask('POST', '/Users', {schemas, ...sent})).toMatchObject({
          status: 409,
          body: {scimType: 'uniqueness'},
        });
      }
    });

    it('literal_remove empties a group by a remove with a value, and not by a filter', async () => {
      const {ask, group} = await startWriting('literal_remove');
      const users = rowsAt((await ask('GET', '/Users?count=3')).body, 'Resources');
      const [one, ...others] = users.map(({id}) => ({value: id}));
      const fill = patchOf({op: 'replace', path: 'members', value: [one, ...others]});
      await ask('PATCH', group, fill);
      const byFilter = patchOf({op: 'remove', path: `members[value eq "${String(one?.value)}"]`});
      await ask('PATCH', group, byFilter);
      const left = rowsAt((await ask('GET', group)).body, 'members');
      expect(left.map(({value}) => value)).toEqual(others.map(({value}) => value));
      await ask('PATCH', group, patchOf({op: 'remove', path: 'members', value: [others[0]]}));
      const emptied = (await ask('GET', group)).body;
      expect(at(emptied, 'members') ?? []).toEqual([]);
    });
  },
);

describe('settings of the SCIM sandbox', () => {
  it('give /ServiceProviderConfig and /Groups any status, and leave the users alone', async () => {
    const {ask} = await startOdd([], {service_config_status: 401, groups_status: 500});
    expect(await ask('/ServiceProviderConfig')).toMatchObject({
      status: 401,
      body: {schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '401'},
    });
    expect((await ask('/Groups')).status).toBe(500);
    expect((await ask('/Groups/one')).status).toBe(500);
    expect((await ask('/Users')).status).toBe(200);
  });

  it('refuse a quirk that is not known, and name those that are', async () => {
    await expect(startOdd(['shoe'])).rejects.toThrow(/a list of any of total_missing, /);
  });

  it('are explained in the help of the command, every quirk by name', () => {
    const help = settingsHelp();
    for (const name of ['strict', 'guide', 'documented', ...QUIRK_NAMES]) {
      expect(help).toMatch(new RegExp(`^  ${name} +\\S`, 'm'));
    }
  });
});
