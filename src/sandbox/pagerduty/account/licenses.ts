import type {PagerdutyUser} from './records';

/** For who is on call. */
export const FULL = {id: 'PL00001', name: 'Business (Full User)', role_group: 'FullUser'};
/** For who only looks on. */
export const STAKEHOLDER = {id: 'PL00002', name: 'Stakeholder', role_group: 'Stakeholder'};

/** Whether the account has the license, and those with the role may have it. */
export function fitsRole(id: string, role: string): boolean {
  return forRole(role).id === id;
}

function forRole(role: string): typeof FULL {
  return role === 'observer' || role.startsWith('read_only') ? STAKEHOLDER : FULL;
}

/** The license that a user has: the one that was given, else the one that goes with the role. */
export function licenseOf({role, license}: PagerdutyUser): typeof FULL {
  const given = [FULL, STAKEHOLDER].find(({id}) => id === license);
  return given ?? forRole(role);
}
