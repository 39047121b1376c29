import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {findingRules} from '../../src/people/findings/rules';
import {openWarehouse} from '../../src/warehouse/open-warehouse';
import {auditPlanted, type PlantedAudit} from '../support/audit-planted';
import {compareFindings, type RuleScore} from '../support/compare-findings';
import {randomFrom} from '../support/people-world';
import {plantCases} from '../support/planted-cases';
import {Planter, type PlantedCompany} from '../support/planted-company';

const NOTHING: RuleScore = {planted: 0, found: 0, wrong: [], missed: []};

let company: PlantedCompany;
let audit: PlantedAudit;

beforeAll(async () => {
  const plant = new Planter(randomFrom(1));
  plantCases(plant, 1);
  ({company} = plant);
  const folder = mkdtempSync(join(tmpdir(), 'planted-'));
  const warehouse = await openWarehouse({path: ':memory:'});
  try {
    const nobody = {accounts: [], services: []};
    audit = await auditPlanted(warehouse.database, company, nobody, {folder});
  } finally {
    warehouse.close();
    rmSync(folder, {recursive: true});
  }
});

describe('An audit of a company with every case planted', () => {
  it.each(findingRules.map(({id}) => [id]))('finds all of %s and nothing else', (rule) => {
    const {planted, wrong, missed} =
      compareFindings(audit.findings, company, () => true).get(rule) ?? NOTHING;
    expect(planted).toBeGreaterThan(0);
    expect([wrong, missed]).toEqual([[], []]);
  });

  it('applies every rule', () => {
    expect(audit.leftOut).toEqual([]);
  });

  it('is told apart from one that finds too little or too much', () => {
    const found = audit.findings.filter(({rule}) => rule === 'no_role');
    const others = found
      .slice(1)
      .concat(found.slice(0, 1).map((one) => ({...one, account_id: '0'})));
    const score = compareFindings(others, company, () => true).get('no_role');
    expect(score).toMatchObject({found: found.length - 1, wrong: ['no_role pipedrive:0']});
    expect(score?.missed).toHaveLength(1);
  });
});
