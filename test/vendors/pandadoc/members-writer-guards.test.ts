import type {JsonObject} from '../../../src/core/json';
import {createBrake} from '../../../src/vendors/shared/people/brake';
import type {CostRules} from '../../../src/vendors/shared/people/person-costs';
import {decide} from '../../../src/vendors/pandadoc/members-writer/decide';
import {departed, toMember} from '../../../src/vendors/pandadoc/members-writer/member';
import {createMemberRemarks} from '../../../src/vendors/pandadoc/members-writer/member-remarks';
import {changed} from '../../../src/vendors/pandadoc/members-writer/plan-decision';
import {
  createWorkspaceBook,
  emptyDirectory,
  type MemberWorkspace,
} from '../../../src/vendors/pandadoc/members-writer/workspaces';
import type {WriterContext} from '../../../src/vendors/pandadoc/members-writer/writer-context';
import {rejection} from '../../../src/write/rejection';
import type {Operation} from '../../../src/write/record';
import {createVendorKit} from '../support/vendor-kit';

/** Members by workspace: `ada: 'Admin'`; behind a slash what is special: `inactive`, `pending`, `hidden`, `no user`. */
type People = Readonly<Record<string, Readonly<Record<string, string>>>>;

interface Setting {
  readonly contract?: 'documented' | 'guide';
  /** Whom the credential of a workspace belongs to; nobody by default. */
  readonly owners?: Readonly<Record<string, string>>;
  /** Whom a workspace belongs to. */
  readonly workspaceOwners?: Readonly<Record<string, string>>;
  readonly removalsMax?: number;
}

/** A member as either contract lists it. */
function row(workspace: string, name: string, what: string): JsonObject {
  const [role = '', special] = what.split('/');
  return {
    membership_id: `${workspace}-${name}`,
    ...(special !== 'no user' && {user_id: `user-${name}`}),
    email: `${name}@example.com`,
    ...(special !== 'hidden' && {role}),
    is_active: special !== 'inactive',
    ...(special === 'pending' && {status: 'pending'}),
    user_license: 'Full',
  };
}

/** Decides on records one after another, with nobody to be asked. */
function decidesOn(people: People, setting: Setting = {}) {
  const {contract = 'documented', owners = {}, workspaceOwners = {}, removalsMax = 100} = setting;
  const organization = {admin: undefined, users: new Map(), domains: new Set<string>()};
  const workspaces = Object.entries(people).map(([name, members]) => {
    const directory = emptyDirectory();
    directory.put(Object.entries(members).map(([who, what]) => toMember(row(name, who, what))));
    const own = owners[name];
    const owner = own === undefined ? {} : {membershipId: `${name}-${own}`, userId: `user-${own}`};
    return {
      ...{id: name, names: new Set([name]), directory},
      own: {settings: {name}, owner},
      organization: contract === 'guide' ? undefined : organization,
      ownerEmail: workspaceOwners[name] && `${workspaceOwners[name]}@example.com`,
      // True because decisions ask nobody: no client is ever used.
    } as unknown as MemberWorkspace;
  });
  const brakes = {
    ...{invitations: createBrake(100), seats: createBrake(100)},
    removals: createBrake(removalsMax),
  };
  const words = {
    notAllowed: rejection('not_allowed', 'off'),
    usedUp: () => rejection('limit_reached', 'used up'),
  };
  const costs: CostRules = {removal: {isAllowed: true, brake: brakes.removals, words}};
  const context: WriterContext = {
    ...{contract, kit: createVendorKit(), settings: {newUserLicense: 'Full'}, costs, brakes},
    workspaces: createWorkspaceBook(workspaces, new Map()),
    roles: new Set(['Admin', 'Manager', 'Member', 'User']),
    owners: new Set(
      Object.entries(owners).flatMap(([name, who]) => [`${name}-${who}`, `user-${who}`]),
    ),
    remarks: createMemberRemarks(),
  };
  const decided = (name: string, workspace: string, asked: [Operation, JsonObject]) => {
    const [operation, fields] = asked;
    const key = `${name}@example.com/${workspace}`;
    const origin = {stream: 'crm', position: 1};
    const record = {...{object: 'pandadoc_members', key, keyField: 'email', source: {}}, origin};
    return decide(context, {...record, operation, fields});
  };
  const told = (decision: ReturnType<typeof decide>): string =>
    decision.type === 'rejected'
      ? `${decision.rejection.reason}: ${/last active|owns one|owns the/.exec(decision.rejection.message)?.[0] ?? ''}`
      : decision.type;
  return {
    removals: brakes.removals,
    remove: (name: string, workspace = 'Sales') =>
      told(decided(name, workspace, ['soft_delete', {}])),
    give: (name: string, fields: JsonObject, workspace = 'Sales') =>
      told(decided(name, workspace, ['update', fields])),
    /** As after PandaDoc has done it. */
    carryOut: (name: string, asked: [Operation, JsonObject], workspace = 'Sales') => {
      const decision = decided(name, workspace, asked);
      if (decision.type === 'change') decision.workspace.directory.put([changed(decision)]);
      if (decision.type === 'remove') {
        decision.workspace.directory.put([departed(decision.member)]);
      }
      if (!('member' in decision)) return;
      decision.workspace.directory.markLeaving(decision.member.id, false);
    },
  };
}

const LAST = 'not_allowed: last active';

describe('the last admin of a PandaDoc workspace', () => {
  it('is neither removed nor given another role', () => {
    const {remove, give, removals} = decidesOn({Sales: {ada: 'Admin', bob: 'Manager'}});
    expect(remove('ada')).toBe(LAST);
    expect(give('ada', {role: 'Member'})).toBe(LAST);
    expect([remove('bob'), removals.taken()]).toEqual(['remove', 1]);
  });

  it('stays where two admins are to leave at the same time, in every combination', () => {
    const both = {Sales: {ada: 'Admin', bob: 'Admin'}};
    const leave = (people: ReturnType<typeof decidesOn>, how: 'remove' | 'give', name: string) =>
      how === 'remove' ? people.remove(name) : people.give(name, {role: 'Member'});
    for (const first of ['remove', 'give'] as const) {
      for (const second of ['remove', 'give'] as const) {
        const people = decidesOn(both);
        const begun = first === 'remove' ? 'remove' : 'change';
        expect([leave(people, first, 'ada'), leave(people, second, 'bob')]).toEqual([begun, LAST]);
      }
    }
  });

  it('stays where the other one has left before', () => {
    const asked: [Operation, JsonObject][] = [
      ['soft_delete', {}],
      ['update', {role: 'Member'}],
    ];
    for (const one of asked) {
      const people = decidesOn({Sales: {ada: 'Admin', bob: 'Admin'}});
      people.carryOut('ada', one);
      expect([people.remove('bob'), people.give('bob', {role: 'Member'})]).toEqual([LAST, LAST]);
    }
  });

  it('may go once somebody else has become an admin', () => {
    const people = decidesOn({Sales: {ada: 'Admin', bob: 'Manager'}});
    people.carryOut('bob', ['update', {role: 'Admin'}]);
    expect(people.remove('ada')).toBe('remove');
  });

  it('is not replaced by admins who are invited, inactive, or in another workspace', () => {
    const {remove, give} = decidesOn({
      Sales: {ada: 'Admin', bob: 'Admin/inactive', cleo: 'Admin/pending'},
      Support: {ada: 'Admin', dan: 'Admin'},
    });
    expect([remove('ada'), give('ada', {role: 'Member'})]).toEqual([LAST, LAST]);
    expect([remove('ada', 'Support'), remove('dan', 'Support')]).toEqual(['remove', LAST]);
  });

  it('does not keep back admins who are invited or inactive themselves', () => {
    const {remove, give} = decidesOn({
      Sales: {ada: 'Admin', bob: 'Admin/inactive', cleo: 'Admin/pending', dan: 'Admin/pending'},
    });
    expect([remove('bob'), remove('cleo')]).toEqual(['remove', 'remove']);
    expect(give('dan', {role: 'Member'})).toBe('change');
    expect(remove('ada')).toBe(LAST);
    // Where nobody else is an admin, either.
    const alone = decidesOn({Sales: {ada: 'Member', bob: 'Admin/pending'}});
    expect(alone.remove('bob')).toBe('remove');
  });

  it('is whoever PandaDoc does not say the contrary of', () => {
    const {remove, give} = decidesOn({Sales: {ada: '/hidden', bob: 'Member'}});
    expect([remove('ada'), give('ada', {role: 'Member'})]).toEqual([LAST, LAST]);
  });

  it('stays one by is_admin, too, also behind a role of another name', () => {
    const people = decidesOn({Sales: {ada: 'Admin', bob: 'User'}}, {contract: 'guide'});
    expect(people.give('ada', {is_admin: false})).toBe(LAST);
    people.carryOut('bob', ['update', {is_admin: true}]);
    // A role of another name takes nothing away from who is an admin beside it.
    people.carryOut('bob', ['update', {role: 'Manager'}]);
    expect(people.give('ada', {is_admin: false})).toBe('change');
    expect(people.give('bob', {is_admin: false})).toBe(LAST);
  });

  it('is not kept by a removal that the limit has stopped', () => {
    const people = decidesOn({Sales: {ada: 'Admin', bob: 'Admin'}}, {removalsMax: 0});
    expect(people.remove('ada')).toBe('limit_reached: ');
    expect(people.give('bob', {role: 'Member'})).toBe('change');
  });
});

describe('who holds PandaDoc up', () => {
  const people: People = {
    Sales: {ada: 'Admin', bob: 'Admin', cleo: 'Admin'},
    Support: {ada: 'Admin', bob: 'Manager', cleo: 'Admin'},
  };
  const setting = {owners: {Sales: 'ada'}, workspaceOwners: {Support: 'cleo'}};

  it('keeps the role and the place, as owner of a credential, in every workspace', () => {
    const {remove, give} = decidesOn(people, setting);
    const own = 'not_allowed: owns one';
    expect([remove('ada'), remove('ada', 'Support')]).toEqual([own, own]);
    const role = {role: 'Member'};
    expect([give('ada', role), give('ada', role, 'Support')]).toEqual([own, own]);
  });

  it('is known by the membership where PandaDoc shows no user', () => {
    const {remove} = decidesOn({Sales: {ada: 'Member/no user'}}, {owners: {Sales: 'ada'}});
    expect(remove('ada')).toBe('not_allowed: owns one');
  });

  it('keeps the role and the place, as owner of a workspace, there only', () => {
    const {remove, give} = decidesOn(people, setting);
    const owns = 'not_allowed: owns the';
    expect([remove('cleo', 'Support'), give('cleo', {role: 'Member'}, 'Support')]).toEqual([
      owns,
      owns,
    ]);
    expect(remove('cleo')).toBe('remove');
    const plain = decidesOn({Sales: {dan: 'Member'}}, {workspaceOwners: {Sales: 'dan'}});
    expect(plain.give('dan', {role: 'Manager'})).toBe(owns);
  });
});
