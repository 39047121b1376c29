import {profiles} from '../../../src/vendors/scim/profiles';
import {writeRights} from '../../../src/vendors/scim/write-rights';
import type {ObjectUse} from '../../../src/write/rights';

const careful = {
  profile: profiles.pagerduty,
  account: 'pagerduty_scim',
  allowInvitations: false,
  deactivationsMax: 10,
  allowPermanent: false,
  removeMembers: false,
  removalsMax: 10,
};
const uses: readonly ObjectUse[] = [
  {object: 'pagerduty_scim_users', operations: ['upsert']},
  {object: 'pagerduty_scim_groups', operations: ['update']},
];

const told = (settings: typeof careful, hasGroups = true): readonly string[] =>
  writeRights(uses, {settings, hasGroups}).map(({what, state}) => `${what}: ${state}`);

describe('The rights to write to a SCIM service', () => {
  it('are off where an option keeps them back, and else not known beforehand', () => {
    expect(told(careful)).toEqual([
      'list users: has',
      'change users: unknown',
      'deactivate users: off',
      'create users: off',
      'change groups: unknown',
      'take members out of groups: off',
    ]);
    const brave = {...careful, allowInvitations: true, allowPermanent: true, removeMembers: true};
    expect(told(brave).filter((line) => line.endsWith('off'))).toEqual([]);
  });

  it('are missing for groups that the service does not have', () => {
    expect(told(careful, false)).toContain('write groups: missing');
  });
});
