import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {AuditResult} from '../../src/people/audit-result';
import {judgeFindings} from '../../src/people/findings/judge-findings';
import type {PeopleSettings} from '../../src/people/people-settings';
import {RESULT_QUERIES} from '../../src/people/read-result';
import {preparePeopleTables, updatePeople} from '../../src/people/update-people';
import {vendors} from '../../src/vendors/registry';
import type {Database} from '../../src/warehouse/database';
import {changePlanted, loadPlanted} from './load-planted';
import {loadWorld} from './load-world';
import {ADMINS_MAX, COMPANY_DOMAINS, DORMANT_DAYS, INVITATION_DAYS} from './planted-cases';
import type {PlantedCompany} from './planted-company';
import type {World} from './people-world';

const AT = '2026-11-20T12:00:00Z';
const mappings = vendors.flatMap(({people = []}) => people);

/** What the second audit says of a planted company with another company around it. */
export interface PlantedAudit {
  readonly findings: AuditResult['findings'];
  /** Rules that the second audit could not apply. */
  readonly leftOut: readonly string[];
}

interface AuditPlace {
  /** For the files that the audit reads. */
  readonly folder: string;
  /** What changes once everything is loaded. */
  readonly beforeAudit?: () => Promise<void>;
}

/** Audits twice, with the changes of `changePlanted` between. */
export async function auditPlanted(
  database: Database,
  company: PlantedCompany,
  world: Pick<World, 'accounts' | 'services'>,
  {folder, beforeAudit}: AuditPlace,
): Promise<PlantedAudit> {
  const settings: PeopleSettings = {
    rosterSql: 'SELECT * FROM hr',
    decisionsPath: join(folder, 'decisions.csv'),
    servicesPath: join(folder, 'service-accounts.csv'),
    includeVisitors: false,
    defaultRegion: 'DE',
    thresholds: {
      ...{companyDomains: COMPANY_DOMAINS, dormantDays: DORMANT_DAYS},
      ...{invitationDays: INVITATION_DAYS, adminsMax: ADMINS_MAX},
    },
  };
  const head = 'decision,left_vendor,left_account,right_vendor,right_account';
  const services = [...company.services, ...world.services.map((address) => `,${address}`)];
  write(settings.decisionsPath, [head, ...company.decisions]);
  write(settings.servicesPath, ['vendor,account', ...services]);
  await preparePeopleTables(database, {settings, mappings});
  await loadWorld(database, world.accounts);
  await loadPlanted(database, company, AT);
  await beforeAudit?.();
  await audit(database, settings);
  await changePlanted(database, company);
  const leftOut = await audit(database, settings);
  // Read as `readResult` reads them.
  const findings = (await database.rows(
    RESULT_QUERIES.findings,
  )) as unknown as AuditResult['findings'];
  return {findings, leftOut};
}

function write(path: string | undefined, lines: readonly string[]): void {
  if (path !== undefined) writeFileSync(path, `${lines.join('\n')}\n`);
}

async function audit(database: Database, settings: PeopleSettings): Promise<readonly string[]> {
  const {thresholds} = settings;
  await updatePeople(database, {settings, mappings, allowShrink: false, at: AT});
  const leftOut = await judgeFindings(database, {
    ...{thresholds, hasRoster: true, customers: [], at: AT},
  });
  return leftOut.map(({rule}) => rule);
}
