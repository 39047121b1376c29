import nock from 'nock';
import {containing} from '../support/matchers';
import {useNockStrictly} from '../../support/nock-rules';
import {createVendorKit} from '../support/vendor-kit';
import {error, list, mockPage, open, service, users, type VendorName} from './support';

useNockStrictly();

const groupsPath = '/scim/v2/Groups';
const html = '<!DOCTYPE html><html></html>';

function mockLook(vendor: VendorName, status: number, body: nock.Body, path?: string): void {
  mockPage(vendor, {startIndex: 1, count: 1, status, body, ...(path !== undefined && {path})});
}

/** A service that refuses to count rows is asked by a cursor. */
function mockCursor(vendor: VendorName, status: number, body: nock.Body, path?: string): void {
  const scim = {'content-type': 'application/scim+json'};
  service(vendor)
    .get(path ?? '/scim/v2/Users')
    .query({cursor: '', count: 1})
    .reply(status, body, scim);
}

const one = list(60, users(1, 1));

describe('the streams of a SCIM service', () => {
  it.each<VendorName>(['pagerduty', 'pendo', 'pipedrive'])(
    'are users and groups where %s has both',
    async (vendor) => {
      mockLook(vendor, 200, one);
      mockLook(vendor, 200, list(3, users(1, 1)), groupsPath);
      const {streams} = await open(vendor).available();
      expect([...streams]).toEqual([`${vendor}_scim_users`, `${vendor}_scim_groups`]);
    },
  );

  it.each([404, 405, 501])(
    'are users alone, with a line in the log, when groups answer %i',
    async (status) => {
      const kit = createVendorKit();
      mockLook('pagerduty', 200, one);
      mockLook('pagerduty', status, error(status, 'x'), groupsPath);
      expect([...(await open('pagerduty', {}, kit).available()).streams]).toEqual([
        'pagerduty_scim_users',
      ]);
      expect(kit.logged).toContainEqual({
        level: 'INFO',
        message: containing('no stream pagerduty_scim_groups. Teams and their members are in'),
      });
    },
  );

  it('include groups that may not be read yet, since the right can be given', async () => {
    mockLook('pendo', 200, one);
    mockLook('pendo', 403, error(403, 'x'), groupsPath);
    expect((await open('pendo').available()).streams.has('pendo_scim_groups')).toBe(true);
  });

  it.each<[number, nock.Body]>([
    [404, error(404, 'x')],
    [404, html],
    [200, html],
  ])('are none without a service, which is said: %i %j', async (status, body) => {
    mockLook('pipedrive', status, body);
    mockLook('pipedrive', status, body, groupsPath);
    const {streams, unanswered} = await open('pipedrive').available();
    expect([...streams]).toEqual([]);
    expect(unanswered).toMatchObject([
      {
        streams: ['pipedrive_scim_users', 'pipedrive_scim_groups'],
        failure: {
          kind: 'config',
          message: containing('SCIM in Pipedrive needs the Ultimate plan'),
        },
      },
    ]);
  });

  it.each([
    ['users', 401, 'auth'],
    ['users', 400, 'data'],
    ['groups', 401, 'auth'],
    ['groups', 400, 'data'],
  ] as const)(
    'stay offered when the %s answer %i: unknown is not "no"',
    async (what, status, kind) => {
      const answer = (asked: string): [number, nock.Body] =>
        asked === what ? [status, error(status, 'x')] : [200, one];
      mockLook('pendo', ...answer('users'));
      mockLook('pendo', ...answer('groups'), groupsPath);
      const path = what === 'groups' ? groupsPath : undefined;
      if (status === 400) mockCursor('pendo', ...answer(what), path);
      const {streams, unanswered} = await open('pendo').available();
      expect([...streams]).toEqual(['pendo_scim_users', 'pendo_scim_groups']);
      expect(unanswered).toMatchObject([{streams: [`pendo_scim_${what}`], failure: {kind}}]);
    },
  );

  it.each([400, 500])('are found without groups when those answer %i for ever', async (status) => {
    mockLook('pendo', 200, one);
    service('pendo').get(groupsPath).query(true).times(6).reply(status, error(status, 'x'));
    const {streams, unanswered} = await open('pendo').available();
    expect(streams.has('pendo_scim_users')).toBe(true);
    expect(unanswered).toMatchObject([{streams: ['pendo_scim_groups']}]);
    nock.cleanAll();
  });

  it('are not guessed for PandaDoc, whose own documents know no reading (PandaDoc Q17)', async () => {
    mockLook('pandadoc', 400, error(400, 'x'));
    mockCursor('pandadoc', 400, error(400, 'x'));
    const {streams, unanswered} = await open('pandadoc').available();
    expect([...streams]).toEqual([]);
    expect(unanswered).toMatchObject([{streams: ['pandadoc_scim_users']}]);
  });

  it('are users alone for PandaDoc, which has no groups and no description of itself', async () => {
    mockLook('pandadoc', 200, one);
    expect([...(await open('pandadoc').available()).streams]).toEqual(['pandadoc_scim_users']);
  });

  it('are none, with a warning, where PandaDoc creates and deletes only (PandaDoc Q17)', async () => {
    const kit = createVendorKit();
    mockLook('pandadoc', 405, {Errors: [{description: 'Method not allowed', code: '405'}]});
    expect([...(await open('pandadoc', {}, kit).available()).streams]).toEqual([]);
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

  it('finds a service that pages by cursors only', async () => {
    mockLook('pandadoc', 400, error(400, 'cursor only', 'invalidValue'));
    mockCursor('pandadoc', 200, {Resources: users(1, 1), nextCursor: 'b'});
    expect(await open('pandadoc').check()).toEqual([]);
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

  it.each([400, 500])('only warns when groups answer %i: users can be read', async (status) => {
    const kit = createVendorKit();
    mockLook('pendo', 200, one);
    service('pendo').get(groupsPath).query(true).times(6).reply(status, error(status, 'x'));
    expect(await open('pendo', {}, kit).check()).toEqual([]);
    expect(kit.logged).toContainEqual({
      level: 'WARN',
      message: containing('Not readable: pendo_scim_groups.'),
    });
    nock.cleanAll();
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
