/**
 * `npm run bench:people`: the identity graph and the findings of the audit on made-up companies with known truth. Ends with 1 when a figure is
 * below what must hold.
 */
import {execFileSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {rosterPeople} from '../src/people/files/roster';
import {serviceSql} from '../src/people/files/service-accounts';
import {ensurePeopleTables} from '../src/people/graph/people-tables';
import {resolvePeople} from '../src/people/graph/resolve-people';
import {vendors} from '../src/vendors/registry';
import type {Database} from '../src/warehouse/database';
import {openWarehouse} from '../src/warehouse/open-warehouse';
import {measureFindings} from './people-findings';
import {addToWorld, loadWorld, readPersons} from '../test/support/load-world';
import {makeWorld, scoreWorld, type World} from '../test/support/people-world';

const SEEDS = Number(process.env['BENCH_PEOPLE_SEEDS'] ?? 50);
const FIRST_SEED = Number(process.env['BENCH_PEOPLE_FIRST_SEED'] ?? 0);
const SIZES = (process.env['BENCH_PEOPLE_ACCOUNTS'] ?? '200000,1000000')
  .split(',')
  .filter((size) => size !== '')
  .map(Number);
const GATES = {
  precision: 0.9999,
  recall: 0.93,
  review: 0.001,
  seconds: 30,
  changedSeconds: 2,
  mb: 1024,
};

const mappings = [
  ...vendors.flatMap(({people = []}) => people).filter(({isVisitors}) => isVisitors !== true),
  rosterPeople('2026-11-01T00:00:00Z'),
];
const missed: string[] = [];
const gate = (holds: boolean, what: string): void => {
  if (!holds) missed.push(what);
};
const say = (line: string): void =>
  void process.stdout.write(`${line}
`);

async function resolve(database: Database, services: readonly string[]): Promise<void> {
  const isService = serviceSql(services.map((account) => ({vendor: '', account})));
  const at = '2026-11-01T00:00:00Z';
  await resolvePeople(database, {mappings, decisions: [], isService, region: 'DE', at});
}

async function withFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-people-'));
  try {
    await work(folder);
  } finally {
    rmSync(folder, {recursive: true});
  }
}

async function withWarehouse<Result>(
  path: string,
  work: (database: Database) => Promise<Result>,
): Promise<Result> {
  const warehouse = await openWarehouse({path});
  try {
    return await work(warehouse.database);
  } finally {
    warehouse.close();
  }
}

async function judge(database: Database, world: World): Promise<ReturnType<typeof scoreWorld>> {
  const [row] = await database.rows(
    'SELECT count(DISTINCT cluster)::INTEGER AS n FROM _people.member WHERE why IS NOT NULL',
  );
  return scoreWorld(world, await readPersons(database, world.accounts), Number(row?.['n']));
}

async function measureWorlds(): Promise<void> {
  let [linked, wrong, clusters, review, recall] = [0, 0, 0, 0, 1];
  for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed += 1) {
    await withWarehouse(':memory:', async (database) => {
      await ensurePeopleTables(database, 'DE');
      const world = makeWorld(seed, 4000);
      await loadWorld(database, world.accounts);
      await resolve(database, world.services);
      const score = await judge(database, world);
      linked += score.linked;
      wrong += score.wrong;
      clusters += score.clusters;
      review += score.review;
      recall = Math.min(recall, score.recall);
    });
  }
  const precision = (linked - wrong) / linked;
  say(
    `${SEEDS} worlds: precision ${precision.toFixed(6)} (${wrong} of ${linked} links wrong), lowest recall ${recall.toFixed(4)}, ${review} of ${clusters} clusters to review (${((100 * review) / clusters).toFixed(3)} %)`,
  );
  gateScore('worlds', {precision, recall, share: review / clusters});
}

function gateScore(
  of: string,
  {precision, recall, share}: Readonly<Record<'precision' | 'recall' | 'share', number>>,
): void {
  gate(precision >= GATES.precision, `precision (${of})`);
  gate(recall >= GATES.recall, `recall (${of})`);
  gate(share <= GATES.review, `share to review (${of})`);
}

/** `cpu`: seconds of all cores, which other programs on the machine change less. */
interface Measured {
  readonly seconds: number;
  readonly cpu: number;
  readonly mb: number;
}

/** A process of its own has nothing in its memory but the work that is measured. */
function resolveApart(path: string, services: string): Measured {
  const printed = execFileSync(process.execPath, [__filename, 'resolve', path, services]);
  // Printed by `resolveHere`.
  return JSON.parse(printed.toString()) as Measured;
}

async function resolveHere(path: string, services: string): Promise<void> {
  const addresses = JSON.parse(readFileSync(services, 'utf8')) as readonly string[];
  const before = Date.now();
  await withWarehouse(path, (database) => resolve(database, addresses));
  const seconds = (Date.now() - before) / 1000;
  const {user, system} = process.cpuUsage();
  say(
    JSON.stringify({
      seconds,
      cpu: (user + system) / 1e6,
      mb: process.resourceUsage().maxRSS / 1024,
    }),
  );
}

async function measureSize(size: number): Promise<void> {
  await withFolder(async (folder) => {
    const path = join(folder, 'people.duckdb');
    const services = join(folder, 'services.json');
    const world = makeWorld(7, Math.round(size / 3.02));
    writeFileSync(services, JSON.stringify(world.services));
    await withWarehouse(path, async (database) => {
      await ensurePeopleTables(database, 'DE');
      await loadWorld(database, world.accounts);
    });
    const {seconds, cpu, mb} = resolveApart(path, services);
    const score = await withWarehouse(path, async (database) => {
      const judged = await judge(database, world);
      // Accounts of their own: the ids of all worlds are alike.
      const more = makeWorld(8, 160).accounts.map((one) => ({...one, id: `new-${one.id}`}));
      await addToWorld(database, more);
      await database.run(
        "UPDATE pandadoc_users SET email = 'x' || email WHERE user_id IN (SELECT user_id FROM pandadoc_users ORDER BY user_id LIMIT 500)",
      );
      return judged;
    });
    const changed = resolveApart(path, services);
    const share = score.review / score.clusters;
    say(
      `${world.accounts.length} accounts: ${seconds.toFixed(1)} s (${cpu.toFixed(1)} s of the processor), ${Math.round(mb)} MB; precision ${score.precision.toFixed(6)}, recall ${score.recall.toFixed(4)}, ${(100 * share).toFixed(3)} % to review; after about 1,000 changes ${changed.seconds.toFixed(2)} s (${changed.cpu.toFixed(2)} s of the processor), ${Math.round(changed.mb)} MB`,
    );
    gateScore(`${size} accounts`, {...score, share});
    gate(seconds <= GATES.seconds * Math.max(1, size / 1e6), `seconds at ${size}`);
    gate(changed.seconds <= GATES.changedSeconds, `seconds after changes at ${size}`);
    gate(Math.max(mb, changed.mb) <= GATES.mb, `memory at ${size}`);
  });
}

async function main(): Promise<void> {
  const [task, path, services] = process.argv.slice(2);
  if (task === 'resolve' && path !== undefined && services !== undefined) {
    await resolveHere(path, services);
    return;
  }
  if (SEEDS > 0) {
    await measureWorlds();
    await measureFindings({from: FIRST_SEED, to: FIRST_SEED + SEEDS}, say, gate);
  }
  for (const size of SIZES) await measureSize(size);
  if (missed.length > 0) say(`Below what must hold: ${missed.join(', ')}`);
  process.exitCode = missed.length > 0 ? 1 : 0;
}

main().catch((error: unknown) => {
  say(String(error));
  process.exitCode = 1;
});
