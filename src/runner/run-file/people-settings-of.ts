import {resolve} from 'node:path';
import type {JsonObject} from '../../core/json';
import type {FillCell, PeopleSettings} from '../../people/people-settings';

/** The settings of people as the section gives them; paths are relative to the run file's directory. */
export function peopleSettings(
  section: JsonObject,
  {
    directory,
    rosterSql,
    fill,
  }: {readonly directory: string; readonly rosterSql?: string; readonly fill: FillCell},
): PeopleSettings {
  const textOf = (name: string): string | undefined => {
    const value = section[name];
    return typeof value === 'string' ? value : undefined;
  };
  const numberOf = (name: string, otherwise: number): number => {
    const value = section[name];
    return typeof value === 'number' ? value : otherwise;
  };
  const decisions = textOf('decisions');
  const services = textOf('service_accounts');
  const defaultRegion = textOf('default_region');
  const domains = section['company_domains'];
  return {
    ...(rosterSql !== undefined && {rosterSql}),
    ...(decisions !== undefined && {decisionsPath: resolve(directory, decisions)}),
    ...(services !== undefined && {servicesPath: resolve(directory, services)}),
    ...(defaultRegion !== undefined && {defaultRegion}),
    fill,
    includeVisitors: section['include_visitors'] === true,
    thresholds: {
      companyDomains: Array.isArray(domains) ? domains.map(String) : [],
      dormantDays: numberOf('dormant_days', 90),
      invitationDays: numberOf('invitation_days', 14),
      adminsMax: numberOf('max_admins', 5),
    },
  };
}
