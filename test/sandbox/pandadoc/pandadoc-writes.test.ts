import {at, closeAll, rowsAt} from '../running-sandbox';
import {startPandadoc, type PandadocCalls} from './pandadoc-calls';

afterEach(closeAll);

async function workspaceIds({send}: PandadocCalls): Promise<readonly string[]> {
  return rowsAt((await send('GET', '/workspaces')).body, 'results').map(({id}) => String(id));
}

/** A person whom the organization does not have, at its own domain. */
function newUser({sandbox}: PandadocCalls, workspace_id: string, license = 'Full') {
  const [owner] = sandbox.dump('pandadoc')['users'] ?? [];
  const domain = String(owner?.['email']).split('@')[1] ?? '';
  return {
    user: {email: `brand.new@${domain}`, first_name: 'Brand', last_name: 'New', phone_number: ''},
    workspaces: [{workspace_id, role: 'Member'}],
    license,
  };
}

describe('creating users in the PandaDoc sandbox', () => {
  it('takes a free seat, then buys one, and mails (section 7 of the contract)', async () => {
    const pandadoc = await startPandadoc({free_seats: 0});
    const [first = ''] = await workspaceIds(pandadoc);
    const json = newUser(pandadoc, first);
    const made = await pandadoc.send('POST', '/users', {json});
    expect(made).toMatchObject({status: 201, body: {workspaces: [{role: 'Member'}]}});
    const {seats, mails, members = []} = pandadoc.sandbox.dump('pandadoc');
    expect(seats).toEqual([{free: 0, bought: 1}]);
    expect(mails).toEqual([{to: json.user.email, about: 'new user'}]);
    const id = at(made.body, 'workspaces', 0, 'member_id');
    expect(members.find((one) => one['membership_id'] === id)).toMatchObject({role: 'Member'});
    const again = await pandadoc.send('POST', '/users', {json});
    expect(at(again.body, 'detail', 'email')).toEqual(['User already exists']);
  });

  it('is refused for a foreign domain, a bad address, and without a seat', async () => {
    const pandadoc = await startPandadoc({free_seats: 0, buys_seats: false});
    const [first = ''] = await workspaceIds(pandadoc);
    const good = newUser(pandadoc, first);
    const refusalOf = async (json: unknown) =>
      at((await pandadoc.send('POST', '/users', {json})).body, 'detail');
    expect(await refusalOf(good)).toEqual({license: ['Unable to add more licenses.']});
    expect(await refusalOf({...good, user: {email: 'new@foreign.example'}})).toEqual({
      email: ['User email should have the same email domain as org admin.'],
    });
    expect(await refusalOf({...good, user: {email: 'nobody'}})).toEqual({
      email: ['Enter a valid email address.'],
    });
    expect(
      (await pandadoc.send('POST', '/users', {json: newUser(pandadoc, first, 'Guest')})).status,
    ).toBe(201);
  });
});

describe('memberships in the PandaDoc sandbox', () => {
  it('are added, given another role and removed by member_id (Q4)', async () => {
    const pandadoc = await startPandadoc({overlap_percent: 0});
    const {send, sandbox} = pandadoc;
    const [, second = ''] = await workspaceIds(pandadoc);
    const outsider = (sandbox.dump('pandadoc')['users'] ?? []).find(
      ({workspaces}) => !JSON.stringify(workspaces).includes(second),
    );
    const json = {user_id: outsider?.['user_id'], role: 'Member'};
    const added = await send('POST', `/workspaces/${second}/members`, {json});
    expect(added.status).toBe(201);
    const again = await send('POST', `/workspaces/${second}/members`, {json});
    expect(at(again.body, 'detail', 'user_id')).toEqual(['Member already exists']);
    const path = `/workspaces/${second}/members/${String(at(added.body, 'member_id'))}`;
    const changed = await send('PATCH', `${path}/role`, {json: {role: 'Manager'}});
    expect(changed.body).toMatchObject({role: 'Manager'});
    expect((await send('DELETE', path)).status).toBe(204);
    expect((await send('DELETE', path)).body).toMatchObject({
      detail: 'This member or workspace does not exist.',
    });
  });

  it('of the owner can be neither changed nor removed', async () => {
    const pandadoc = await startPandadoc();
    const [first = ''] = await workspaceIds(pandadoc);
    const {body} = await pandadoc.send('GET', '/members/current');
    const path = `/workspaces/${first}/members/${String(at(body, 'membership_id'))}`;
    expect((await pandadoc.send('DELETE', path)).body).toMatchObject({
      detail: 'Owner can not be removed.',
    });
    const demoted = await pandadoc.send('PATCH', `${path}/role`, {json: {role: 'Member'}});
    expect(demoted.body).toMatchObject({detail: 'Cannot change the role of the workspace owner.'});
  });

  it('can hand documents over', async () => {
    const {send} = await startPandadoc();
    const members = rowsAt((await send('GET', '/members')).body, 'results');
    const json = {
      from_membership_id: members[1]?.['membership_id'],
      to_membership_id: members[0]?.['membership_id'],
    };
    expect((await send('PATCH', '/documents/ownership', {json})).status).toBe(204);
    expect((await send('PATCH', '/documents/ownership', {json: {}})).status).toBe(404);
  });
});

describe("the guide's calls in the PandaDoc sandbox", () => {
  it('invite, promote and remove a member of the own workspace', async () => {
    const {send, sandbox} = await startPandadoc({profile: 'guide'});
    const invited = await send('POST', '/members', {
      json: {email: 'new@x.example', role: 'Member'},
    });
    expect(invited).toMatchObject({status: 201, body: {status: 'pending'}});
    const path = `/members/${String(at(invited.body, 'membership_id'))}`;
    expect(await send('GET', path)).toMatchObject({body: {status: 'pending', is_admin: false}});
    const promoted = await send('PATCH', path, {json: {is_admin: true}});
    expect(promoted.body).toMatchObject({role: 'Admin'});
    expect((await send('DELETE', path)).status).toBe(204);
    expect((await send('GET', path)).status).toBe(404);
    expect(sandbox.dump('pandadoc')['mails']).toEqual([{to: 'new@x.example', about: 'invitation'}]);
  });

  it.each([
    ['documented', 'POST', '/members', 405],
    ['documented', 'PATCH', '/members/m1', 405],
    ['documented', 'DELETE', '/members/m1', 405],
    ['guide', 'GET', '/users', 404],
    ['guide', 'POST', '/users', 404],
    ['guide', 'GET', '/contacts', 404],
    ['guide', 'POST', '/workspaces/w1/members', 404],
  ])(
    'and the vendor’s do not mix: %s, %s %s is %i (Q13)',
    async (profile, method, path, status) => {
      const {send} = await startPandadoc({profile});
      expect((await send(method, path)).status).toBe(status);
    },
  );
});

describe('planted changes in the PandaDoc sandbox', () => {
  it('move date_modified for some members only (Q14)', async () => {
    const {sandbox} = await startPandadoc({users: 200});
    const before = new Map(
      (sandbox.dump('pandadoc')['members'] ?? []).map((one) => [one['membership_id'], one]),
    );
    const {changed} = sandbox.change('pandadoc', {kind: 'members', changed: 12});
    const after = (sandbox.dump('pandadoc')['members'] ?? []).filter((one) =>
      changed.includes(String(one['membership_id'])),
    );
    const moved = after.filter(
      (one) => one['date_modified'] !== before.get(one['membership_id'])?.['date_modified'],
    );
    expect(after).toHaveLength(12);
    expect(moved.length).toBeGreaterThan(0);
    expect(moved.length).toBeLessThan(12);
    for (const one of after) expect(one).not.toEqual(before.get(one['membership_id']));
  });

  it('exist for members, users and workspaces only', async () => {
    const {sandbox} = await startPandadoc();
    expect(() => sandbox.change('pandadoc', {kind: 'contacts'})).toThrow(
      'it can change members, users, workspaces',
    );
  });
});
