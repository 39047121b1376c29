import type nock from 'nock';
import {containing} from '../support/matchers';
import {useNockStrictly} from '../support/nock-rules';
import {createVendorKit} from '../support/vendor-kit';
import {error, list, mockPage, open, service, users, type VendorName} from './support';

useNockStrictly();

const groupsPath = '/scim/v2/Groups';
const html = '<!DOCTYPE html><html></html>';

function mockConfig(vendor: VendorName, status: number, body: nock.Body): void {
  service(vendor).get('/scim/v2/ServiceProviderConfig').reply(status, body);
}

function mockLook(vendor: VendorName, status: number, body: nock.Body, path?: string): void {
  mockPage(vendor, {startIndex: 1, count: 1, status, body, ...(path !== undefined && {path})});
}

const settings = {schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig']};
const one = list(60, users(1, 1));

describe('the streams of a SCIM service', () => {
  it.each<VendorName>(['pagerduty', 'pendo', 'pipedrive'])(
    'are users and groups where %s has both',
    async (vendor) => {
      mockConfig(vendor, 200, settings);
      mockLook(vendor, 200, list(3, users(1, 1)), groupsPath);
      const streams = await open(vendor).available();
      expect([...streams]).toEqual([`${vendor}_scim_users`, `${vendor}_scim_groups`]);
    },
  );

  it.each([404, 405, 501])(
    'are users alone, with a line in the log, when groups answer %i',
    async (status) => {
      const kit = createVendorKit();
      mockConfig('pagerduty', 200, settings);
      mockLook('pagerduty', status, error(status, 'x'), groupsPath);
      expect([...(await open('pagerduty', {}, kit).available())]).toEqual(['pagerduty_scim_users']);
      expect(kit.logged).toContainEqual({
        level: 'INFO',
        message: containing('no stream pagerduty_scim_groups. Teams and their members are in'),
      });
    },
  );

  it('include groups that may not be read yet, since the right can be given', async () => {
    mockConfig('pendo', 200, settings);
    mockLook('pendo', 403, error(403, 'x'), groupsPath);
    expect((await open('pendo').available()).has('pendo_scim_groups')).toBe(true);
  });

  it('are found by a look at the users where the service does not describe itself', async () => {
    mockConfig('pipedrive', 404, error(404, 'x'));
    mockLook('pipedrive', 200, one);
    mockLook('pipedrive', 404, error(404, 'x'), groupsPath);
    expect([...(await open('pipedrive').available())]).toEqual(['pipedrive_scim_users']);
  });

  it.each<[number, nock.Body]>([
    [404, error(404, 'x')],
    [404, html],
    [200, html],
  ])('cannot be named without a service: %i %j', async (status, body) => {
    mockConfig('pipedrive', status, body);
    mockLook('pipedrive', status, body);
    await expect(open('pipedrive').available()).rejects.toMatchObject({
      kind: 'config',
      message: containing('SCIM in Pipedrive needs the Ultimate plan'),
    });
  });

  it.each([401, 403])('are not guessed when the token is refused with %i', async (status) => {
    mockConfig('pendo', status, error(status, 'x'));
    await expect(open('pendo').available()).rejects.toMatchObject({kind: 'auth'});
  });

  it('are users alone for PandaDoc, which has no groups and no description of itself', async () => {
    mockLook('pandadoc', 200, one);
    expect([...(await open('pandadoc').available())]).toEqual(['pandadoc_scim_users']);
  });

  it('are none, with a warning, where PandaDoc creates and deletes only (PandaDoc Q17)', async () => {
    const kit = createVendorKit();
    mockLook('pandadoc', 405, {Errors: [{description: 'Method not allowed', code: '405'}]});
    expect([...(await open('pandadoc', {}, kit).available())]).toEqual([]);
    expect(kit.logged).toContainEqual({
      level: 'WARN',
      message: containing('PandaDoc answers HTTP 405. SCIM in PandaDoc needs the Enterprise plan'),
    });
  });
});

describe('the check of a SCIM service', () => {
  it('is content when users and groups can be listed', async () => {
    mockLook('pendo', 200, one);
    mockLook('pendo', 200, list(0, []), groupsPath);
    expect(await open('pendo').check()).toEqual([]);
  });

  it('tries the token on users, since settings are shown to anybody', async () => {
    mockLook('pendo', 401, error(401, 'x'));
    expect(await open('pendo').check()).toMatchObject([{kind: 'auth'}]);
  });

  it('reports that groups may not be read, and no failure where there are none', async () => {
    mockLook('pendo', 200, one);
    mockLook('pendo', 403, error(403, 'x'), groupsPath);
    expect(await open('pendo').check()).toMatchObject([
      {kind: 'auth', message: containing('read groups')},
    ]);
    mockLook('pendo', 200, one);
    mockLook('pendo', 404, error(404, 'x'), groupsPath);
    expect(await open('pendo').check()).toEqual([]);
  });

  it('reports a service that is not there, save where reading was never promised', async () => {
    mockLook('pipedrive', 404, html);
    expect(await open('pipedrive').check()).toMatchObject([{kind: 'config'}]);
    const kit = createVendorKit();
    mockLook('pandadoc', 404, html);
    expect(await open('pandadoc', {}, kit).check()).toEqual([]);
    expect(kit.logged).toMatchObject([{level: 'WARN'}]);
  });

  it('reports an answer that is no list', async () => {
    mockLook('pendo', 200, {hello: 'world'});
    expect(await open('pendo').check()).toMatchObject([{kind: 'data'}]);
  });
});
