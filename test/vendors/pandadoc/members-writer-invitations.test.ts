import {Failure} from '../../../src/core/failure';
import type {JsonObject} from '../../../src/core/json';
import {inviteMember} from '../../../src/vendors/pandadoc/members-writer/carry-out/invite-member';
import type {Invitation} from '../../../src/vendors/pandadoc/members-writer/decision';
import {
  emptyDirectory,
  type MemberWorkspace,
} from '../../../src/vendors/pandadoc/members-writer/workspaces';
import type {WriterContext} from '../../../src/vendors/pandadoc/members-writer/writer-context';
import {createBrake} from '../../../src/vendors/shared/people/brake';
import {rejection} from '../../../src/write/rejection';
import {createVendorKit} from '../support/vendor-kit';

interface Asked {
  readonly method: string;
  readonly path: string;
}
type Answer = JsonObject | Failure;

const {signal} = new AbortController();
const lost = new Failure({kind: 'transient', message: 'no answer'});
const ada = (role: string, more: JsonObject = {}): JsonObject => ({
  ...{membership_id: 'm1', user_id: 'u1', email: 'ada@example.com', role, status: 'pending'},
  ...more,
});

/** Invites Ada as a Member; `lists` says who is there after so many requests that write. */
async function invite({
  guide = true,
  lists,
  writes,
  isAdmin = false,
}: {
  readonly guide?: boolean;
  readonly lists: readonly (readonly JsonObject[])[];
  readonly writes: readonly Answer[];
  readonly isAdmin?: boolean;
}) {
  const calls: string[] = [];
  const answers = [...writes];
  const client = {
    send: ({method, path}: Asked) => {
      calls.push(`${method} ${path}`);
      if (method !== 'GET') {
        const answer = answers.shift() ?? {};
        return answer instanceof Failure
          ? Promise.reject(answer)
          : Promise.resolve({status: 200, body: answer, headers: {}});
      }
      const shown =
        path === '/users'
          ? []
          : (lists[Math.min(writes.length - answers.length, lists.length - 1)] ?? []);
      // No list is empty: whom the credential belongs to is always there.
      const results = [{membership_id: 'm0', user_id: 'u0', email: 'own@example.com'}, ...shown];
      return Promise.resolve({status: 200, body: {results, total: results.length}, headers: {}});
    },
  };
  const invitations = createBrake(10);
  const words = {
    notAllowed: rejection('not_allowed', ''),
    usedUp: () => rejection('too_large', ''),
  };
  const {clock, log} = createVendorKit();
  // True because an invitation needs nothing else of the two.
  const context = {
    ...{brakes: {invitations}, roles: new Set<string>(), kit: {clock, log}},
    costs: {mail: {isAllowed: true, brake: invitations, words}},
  } as unknown as WriterContext;
  const own = {client, settings: {name: 'Sales', pagination: 'page'}};
  const organization = {admin: own, users: new Map(), domains: new Set()};
  const workspace = {
    ...{id: 'w1', own, writes: client, directory: emptyDirectory()},
    organization: guide ? undefined : organization,
  } as unknown as MemberWorkspace;
  invitations.take();
  const invitation: Invitation = {
    ...{type: 'invite', workspace, email: 'ada@example.com', role: 'Member', isAdmin},
    ...{license: 'Full', firstName: '', lastName: '', user: undefined, costs: ['mail']},
  };
  const outcome = await inviteMember(context, invitation, signal).catch((error: unknown) => error);
  const told =
    outcome instanceof Failure
      ? outcome.message
      : // True because everything else that is thrown would be no Failure.
        (outcome as {readonly status: string; readonly reason?: string});
  return {
    told: typeof told === 'string' ? told : (told.reason ?? told.status),
    posts: calls.filter((call) => call.startsWith('POST')).length,
    calls,
    mails: invitations.taken(),
  };
}

describe('an invitation to PandaDoc', () => {
  it('is not sent to whom somebody else has invited since the members were listed', async () => {
    const same = await invite({lists: [[ada('Member')]], writes: []});
    expect([same.told, same.posts, same.mails]).toEqual(['unchanged', 0, 0]);
    const other = await invite({lists: [[ada('Manager')]], writes: []});
    expect([other.told, other.posts, other.mails]).toEqual(['already_exists', 0, 0]);
    const admin = await invite({lists: [[ada('Member')]], writes: [], isAdmin: true});
    expect([admin.told, admin.posts]).toEqual(['already_exists', 0]);
  });

  it('is looked up before it is sent where a second one is a second mail, and only there', async () => {
    const guide = await invite({lists: [[]], writes: [{membership_id: 'm1'}]});
    expect(guide.calls).toEqual(['GET /members', 'GET /members', 'POST /members']);
    const answer = {user_id: 'u1', workspaces: [{member_id: 'm1', role: 'Member'}]};
    const documented = await invite({guide: false, lists: [[]], writes: [answer]});
    expect(documented.calls).toEqual(['POST /users']);
    expect([guide.told, documented.told]).toEqual(['written', 'written']);
  });

  it('is done after a lost answer only when the person is there as the record has them', async () => {
    const done = await invite({lists: [[], [ada('Member')]], writes: [lost]});
    expect([done.told, done.posts, done.mails]).toEqual(['written', 1, 1]);
    const other = await invite({lists: [[], [ada('Manager')]], writes: [lost]});
    expect([other.told, other.posts, other.mails]).toEqual(['unconfirmed', 1, 1]);
    const empty = await invite({lists: [[]], writes: [lost, lost, lost]});
    expect([empty.told, empty.posts]).toEqual(['no answer', 3]);
  });

  it('is not done when the answer shows another role', async () => {
    const answer = {user_id: 'u1', workspaces: [{member_id: 'm1', role: 'Collaborator'}]};
    const {told, posts} = await invite({guide: false, lists: [[]], writes: [answer]});
    expect([told, posts]).toEqual(['unconfirmed', 1]);
  });

  it('tells in the failure that it was sent, where the right of an admin did not follow', async () => {
    const {told} = await invite({
      lists: [[]],
      writes: [{membership_id: 'm1'}, lost],
      isAdmin: true,
    });
    expect(told).toContain('Done: the person was invited.');
  });
});
