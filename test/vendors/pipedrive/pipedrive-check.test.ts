import nock from 'nock';
import {pipedriveSource} from '../../../src/vendors/pipedrive/source';
import {containing} from '../support/matchers';
import {useNockStrictly} from '../../support/nock-rules';
import {createVendorKit} from '../support/vendor-kit';

useNockStrictly();

function open() {
  const section = {credentials: {auth_type: 'api_token', api_token: 'token-of-alice'}};
  return pipedriveSource.open(section, createVendorKit());
}

const api = () => nock('https://api.pipedrive.com/v1');
const me = (admin: boolean) => ({success: true, data: {id: 1, access: [{app: 'global', admin}]}});
const list = {success: true, data: []};
const one = {start: 0, limit: 1};

describe('the check of Pipedrive', () => {
  it('is content when token, users and roles answer', async () => {
    api().get('/users/me').reply(200, me(true));
    api().get('/users').query(one).reply(200, list);
    api().get('/roles').query(one).reply(200, list);
    expect(await open().check()).toEqual([]);
  });

  it('reports a refused token once', async () => {
    api().get('/users/me').reply(401, {success: false, error: 'unauthorized access'});
    const failures = await open().check();
    expect(failures).toHaveLength(1);
    expect(failures[0]).toMatchObject({kind: 'auth'});
  });

  it('tries the lists when the token cannot be asked whose it is', async () => {
    api().get('/users/me').times(6).reply(500, {});
    api().get('/users').query(one).reply(200, list);
    api().get('/roles').query(one).reply(200, list);
    expect(await open().check()).toEqual([]);
  });

  it('says that roles need an admin (Q11)', async () => {
    api().get('/users/me').reply(200, me(false));
    api().get('/users').query(one).reply(200, list);
    api().get('/roles').query(one).reply(403, {success: false, error: 'Forbidden'});
    const failures = await open().check();
    expect(failures.map(({message}) => message)).toEqual([
      containing("The token's user is not an admin of the company."),
    ]);
  });

  it('reports users and roles when both are refused', async () => {
    api()
      .get('/users/me')
      .reply(200, {success: true, data: {id: 1}});
    api().get('/users').query(one).reply(403, {success: false, error: 'Scope and URL mismatch'});
    api().get('/roles').query(one).reply(403, {success: false, error: 'Scope and URL mismatch'});
    const failures = await open().check();
    expect(failures).toHaveLength(2);
    expect(failures[1]?.message).toContain('Roles can only be read by an admin.');
  });

  it('knows all streams without asking', async () => {
    expect([...(await open().available()).streams]).toEqual([
      'pipedrive_users',
      'pipedrive_roles',
      'pipedrive_permission_sets',
      'pipedrive_role_assignments',
      'pipedrive_user_permissions',
    ]);
  });
});
