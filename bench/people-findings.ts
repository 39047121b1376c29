/** The findings of the audit on planted cases with known truth, in the middle of made-up companies. */
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {findingRules} from '../src/people/findings/rules';
import type {Database} from '../src/warehouse/database';
import {openWarehouse} from '../src/warehouse/open-warehouse';
import {auditPlanted} from '../test/support/audit-planted';
import {compareFindings, type RuleScore} from '../test/support/compare-findings';
import {pipedriveIds} from '../test/support/load-world';
import {makeWorld, randomFrom, type World, type WorldAccount} from '../test/support/people-world';
import {plantCases} from '../test/support/planted-cases';
import {Planter, subjectOf} from '../test/support/planted-company';
import {WORLD_RULES, markLeavers, worldFindings} from '../test/support/world-findings';

/** Of each case, in each world. */
const COPIES = 3;
const PEOPLE = 1000;
/** As many wrong keys as are shown of each rule. */
const SHOWN = 3;

type Say = (line: string) => void;
type Gate = (holds: boolean, what: string) => void;

/** Measures worlds `from` to below `to`, prints a line for each rule, and gates the planted cases. */
export async function measureFindings(
  {from, to}: {readonly from: number; readonly to: number},
  say: Say,
  gate: Gate,
): Promise<void> {
  const planted = new Map<string, RuleScore>();
  const around = new Map<string, RuleScore>();
  const leftOut = new Set<string>();
  for (let seed = from; seed < to; seed += 1) {
    const scores = await measureWorld(seed);
    add(planted, scores.planted, seed);
    add(around, scores.around, seed);
    for (const rule of scores.leftOut) leftOut.add(rule);
  }
  say(
    `Findings on planted cases, ${to - from} worlds, each case ${COPIES} times in a company of ${PEOPLE} people:`,
  );
  for (const {id} of findingRules) {
    const score = planted.get(id);
    tell(id, score, say);
    gate((score?.missed.length ?? 0) === 0, `missed findings of ${id}`);
    gate((score?.wrong.length ?? 0) === 0, `false findings of ${id}`);
    gate(score !== undefined && score.planted > 0, `planted cases of ${id}`);
    gate(!leftOut.has(id), `an audit that applies ${id}`);
  }
  say('In the companies around them, where links decide (no gate):');
  for (const rule of WORLD_RULES) tell(rule, around.get(rule), say);
  const rest = findingRules
    .map(({id}) => id)
    .filter((id) => !WORLD_RULES.some((one) => one === id));
  say(`Not measured there: ${rest.join(', ')}`);
}

interface WorldScores {
  readonly planted: ReadonlyMap<string, RuleScore>;
  readonly around: ReadonlyMap<string, RuleScore>;
  readonly leftOut: readonly string[];
}

async function measureWorld(seed: number): Promise<WorldScores> {
  const world = makeWorld(seed, PEOPLE);
  const plant = new Planter(randomFrom(seed + 7919));
  plantCases(plant, COPIES);
  const {company} = plant;
  const folder = mkdtempSync(join(tmpdir(), 'bench-findings-'));
  const warehouse = await openWarehouse({path: ':memory:'});
  try {
    const {database} = warehouse;
    const {findings, leftOut} = await auditPlanted(database, company, world, {
      folder,
      beforeAudit: () => markLeavers(database, world),
    });
    const nameOf = await namesOf(database, world);
    const others = new Set(world.accounts.map(nameOf));
    const isAround = (key: string): boolean => key.split(' ').some((word) => others.has(word));
    // Mailboxes that people around share have addresses of their own domain.
    const isPlanted = (key: string): boolean =>
      !isAround(key) && !(key.startsWith('shared_mailbox') && !key.includes('@box'));
    const isTold = (key: string): boolean =>
      isAround(key) && WORLD_RULES.some((rule) => key.startsWith(rule));
    return {
      planted: compareFindings(findings, company, isPlanted),
      around: compareFindings(findings, worldFindings(world, nameOf), isTold),
      leftOut,
    };
  } finally {
    warehouse.close();
    rmSync(folder, {recursive: true});
  }
}

/** What findings call the accounts around. */
async function namesOf(
  database: Database,
  {accounts}: World,
): Promise<(account: WorldAccount) => string> {
  const ids = await pipedriveIds(database, accounts);
  return ({vendor, id}) =>
    subjectOf({vendor, id: vendor === 'pipedrive' ? (ids.get(id) ?? id) : id});
}

function add(
  all: Map<string, RuleScore>,
  scores: ReadonlyMap<string, RuleScore>,
  seed: number,
): void {
  for (const [rule, {planted, found, wrong, missed}] of scores) {
    const sum = all.get(rule) ?? {planted: 0, found: 0, wrong: [], missed: []};
    all.set(rule, sum);
    sum.planted += planted;
    sum.found += found;
    for (const key of wrong) sum.wrong.push(`${key} (world ${seed})`);
    for (const key of missed) sum.missed.push(`${key} (world ${seed})`);
  }
}

function tell(rule: string, score: RuleScore | undefined, say: Say): void {
  const {planted, found, wrong, missed} = score ?? {planted: 0, found: 0, wrong: [], missed: []};
  say(
    `  ${rule}: ${planted} planted, ${found} found, ${wrong.length} false, ${missed.length} missed`,
  );
  for (const key of wrong.slice(0, SHOWN)) say(`    false: ${key}`);
  for (const key of missed.slice(0, SHOWN)) say(`    missed: ${key}`);
}
