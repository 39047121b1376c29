import {withDirectory, type Directory, type SandboxGroup} from './scim-writing';

const groups = {kind: 'groups', mode: 'upsert', key: 'displayName'} as const;
const removing = {remove_members: true, max_removals: 100};

const idsOf = (group: SandboxGroup | undefined): readonly string[] =>
  (group?.members ?? []).map(({value}) => value).sort();

/** A group with users in it only. */
function pick({groups: all}: Directory): SandboxGroup {
  const group = all().find(
    ({members}) => members.length > 2 && members.every(({type}) => type !== 'Group'),
  );
  if (group === undefined) throw new Error('the sandbox has no such group');
  return group;
}

const groupNow = (directory: Directory, {id}: SandboxGroup): SandboxGroup | undefined =>
  directory.groups().find((group) => group.id === id);

/** The members as they are to be: two others for the first two. */
function exchange(directory: Directory, group: SandboxGroup): readonly string[] {
  const current = new Set(idsOf(group));
  const others = directory.users().filter(({id}) => !current.has(id));
  return [...idsOf(group).slice(2), ...others.slice(0, 2).map(({id}) => id)].sort();
}

describe('The writer of SCIM groups', () => {
  it.each(['', 'literal_remove', 'no_patch', 'put_only', 'empty_answers', 'no_filter'])(
    'adds and takes out exactly whom the record says, with the quirk "%s"',
    async (quirk) => {
      const settings = {profile: 'strict', quirks: quirk === '' ? [] : [quirk]};
      await withDirectory('pendo', settings, async (directory) => {
        const group = pick(directory);
        const before = directory.groups();
        const wanted = exchange(directory, group);
        const nameOf = new Map(directory.users().map(({id, userName}) => [id, userName]));
        const {displayName} = group;
        const members = wanted.map((id) => nameOf.get(id) ?? id);
        const row = {displayName, members};
        const {fates} = await directory.write([row], {...groups, section: removing});
        expect(fates).toEqual(['written']);
        expect(idsOf(groupNow(directory, group))).toEqual(wanted);
        const others = (all: readonly SandboxGroup[]): unknown =>
          all.filter(({id}) => id !== group.id);
        expect(others(directory.groups())).toEqual(others(before));
        directory.calls();
        const again = await directory.write([row], {...groups, section: removing});
        expect(again.fates).toEqual(['unchanged']);
        expect(directory.calls().filter((call) => !call.startsWith('GET'))).toEqual([]);
      });
    },
  );

  it('takes nobody out without leave, and says how many stayed', async () => {
    await withDirectory('pendo', {profile: 'strict'}, async (directory) => {
      const group = pick(directory);
      const wanted = exchange(directory, group);
      const row = {displayName: group.displayName, members: wanted};
      const {fates, remarks} = await directory.write([row], groups);
      expect(fates).toEqual(['written']);
      expect(idsOf(groupNow(directory, group))).toEqual(
        [...new Set([...idsOf(group), ...wanted])].sort(),
      );
      expect(remarks.join()).toContain('pendo_scim.remove_members is off: 2.');
    });
  });

  it('takes out no more than allowed, and else changes nothing of the group', async () => {
    await withDirectory('pendo', {profile: 'strict'}, async (directory) => {
      const group = pick(directory);
      const row = {displayName: group.displayName, members: exchange(directory, group)};
      const section = {remove_members: true, max_removals: 1};
      const {fates} = await directory.write([row], {...groups, section});
      expect(fates).toEqual(['limit_reached']);
      expect(idsOf(groupNow(directory, group))).toEqual(idsOf(group));
    });
  });

  it('empties a group for an empty list only where that is wanted', async () => {
    await withDirectory('pendo', {profile: 'strict'}, async (directory) => {
      const group = pick(directory);
      const row = {displayName: group.displayName, members: []};
      const kept = await directory.write([row], {...groups, section: removing});
      expect(kept.fates).toEqual(['unchanged']);
      const section = {...removing, empty_lists: 'clear'};
      const cleared = await directory.write([row], {...groups, section});
      expect(cleared.fates).toEqual(['written']);
      expect(idsOf(groupNow(directory, group))).toEqual([]);
    });
  });

  it('stops when others are gone than those who were to go', async () => {
    await withDirectory('pendo', {profile: 'strict'}, async (directory) => {
      const [first, second] = directory.groups().filter(({members}) => members.length > 1);
      const rows = [first, second].flatMap((group) =>
        group ? [{displayName: group.displayName, members: idsOf(group).slice(1)}] : [],
      );
      // What a service that empties the group would show: a group without members.
      const body = {id: first?.id ?? '', displayName: first?.displayName ?? '', members: []};
      const what = {type: 'status', status: 200, body} as const;
      const path = `/pendo/v2/Groups/${first?.id ?? ''}`;
      directory.sandbox.setFaults([{what, when: {type: 'nth', n: 2}, method: 'GET', path}]);
      const {fates, failure} = await directory.write(rows, {...groups, section: removing});
      expect(fates).toEqual(['not tried', 'not tried']);
      expect(failure?.message).toMatch(
        /members are gone who should have stayed\. No further group/,
      );
      expect(idsOf(second && groupNow(directory, second))).toEqual(idsOf(second));
    });
  });

  it('changes nothing of a group with a member who is nobody, or who is several', async () => {
    await withDirectory('pendo', {profile: 'strict'}, async (directory) => {
      const group = pick(directory);
      const [one, two] = directory.users();
      await directory.write([{userName: one?.userName ?? '', externalId: two?.userName ?? ''}]);
      const write = (members: readonly string[]) =>
        directory.write([{displayName: group.displayName, members}], groups);
      const nobody = await write([one?.id ?? '', 'no@one.example']);
      expect(nobody.fates).toEqual(['not_found']);
      expect(nobody.messages[0]).toContain('entries 2');
      expect((await write([two?.userName ?? ''])).fates).toEqual(['ambiguous']);
      expect(idsOf(groupNow(directory, group))).toEqual(idsOf(group));
    });
  });

  it('creates a group with its members, once, though the answer is lost', async () => {
    await withDirectory('pendo', {profile: 'strict'}, async (directory) => {
      const users = directory.users().slice(0, 3);
      const when = {type: 'nth', n: 1} as const;
      directory.sandbox.setFaults([{what: {type: 'reset_after'}, when, method: 'POST'}]);
      const members = users.map(({userName}) => ({userName}));
      const {fates} = await directory.write([{displayName: 'New team', members}], groups);
      expect(fates).toEqual(['created']);
      const made = directory.groups().filter(({displayName}) => displayName === 'New team');
      expect(made.map(idsOf)).toEqual([users.map(({id}) => id).sort()]);
    });
  });

  it('renames a group that is found by its id, and leaves its members', async () => {
    await withDirectory('pendo', {profile: 'strict'}, async (directory) => {
      const group = pick(directory);
      const row = {id: group.id, displayName: 'Renamed'};
      const {fates} = await directory.write([row], {...groups, key: 'id'});
      expect(fates).toEqual(['written']);
      expect(groupNow(directory, group)).toMatchObject({displayName: 'Renamed'});
      expect(idsOf(groupNow(directory, group))).toEqual(idsOf(group));
    });
  });

  it('says in a dry run who would be in the group', async () => {
    await withDirectory('pendo', {profile: 'strict'}, async (directory) => {
      const group = pick(directory);
      const row = {displayName: group.displayName, members: exchange(directory, group)};
      const {plans} = await directory.write([row], {...groups, section: removing, dryRun: true});
      expect(plans).toMatchObject([
        {
          status: 'update',
          notes: ['would add 2 members', 'would take 2 members out'],
          costs: {calls: 3, removals: 2},
        },
      ]);
      expect(idsOf(groupNow(directory, group))).toEqual(idsOf(group));
    });
  });

  it('is refused by name where the service has no groups', async () => {
    await withDirectory('pagerduty', {profile: 'documented'}, async (directory) => {
      const {failure} = await directory.write([{displayName: 'Team', members: []}], groups);
      expect(failure).toMatchObject({
        kind: 'config',
        message: expect.stringContaining("PagerDuty's SCIM service has no groups") as string,
      });
    });
  });
});
