/**
 * `npm run bench:people`: the identity graph on made-up companies with known truth. Ends with 1 when a figure is
 * below what must hold.
 */
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {rosterPeople} from '../src/people/files/roster';
import {serviceSql} from '../src/people/files/service-accounts';
import {ensurePeopleTables} from '../src/people/graph/people-tables';
import {resolvePeople} from '../src/people/graph/resolve-people';
import {vendors} from '../src/vendors/registry';
import type {Database} from '../src/warehouse/database';
import {openWarehouse} from '../src/warehouse/open-warehouse';
import {addToWorld, loadWorld, readPersons} from '../test/support/load-world';
import {makeWorld, scoreWorld, type World} from '../test/support/people-world';

const SEEDS = Number(process.env['BENCH_PEOPLE_SEEDS'] ?? 50);
const SIZES = (process.env['BENCH_PEOPLE_ACCOUNTS'] ?? '200000,1000000').split(',').map(Number);
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
  rosterPeople,
];
const missed: string[] = [];
const gate = (holds: boolean, what: string): void => {
  if (!holds) missed.push(what);
};
const say = (line: string): void =>
  void process.stdout.write(`${line}
`);

async function resolve(database: Database, world: World): Promise<void> {
  const isService = serviceSql(world.services.map((account) => ({vendor: '', account})));
  const at = '2026-11-01T00:00:00Z';
  await resolvePeople(database, {mappings, decisions: [], isService, region: 'DE', at});
}

async function withWarehouse(work: (database: Database) => Promise<void>): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-people-'));
  const warehouse = await openWarehouse({path: join(directory, 'people.duckdb')});
  try {
    await ensurePeopleTables(warehouse.database, 'DE');
    await work(warehouse.database);
  } finally {
    warehouse.close();
    rmSync(directory, {recursive: true});
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
  for (let seed = 0; seed < SEEDS; seed += 1) {
    await withWarehouse(async (database) => {
      const world = makeWorld(seed, 4000);
      await loadWorld(database, world.accounts);
      await resolve(database, world);
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
  gate(precision >= GATES.precision, 'precision');
  gate(recall >= GATES.recall, 'recall');
  gate(review / clusters <= GATES.review, 'share to review');
}

async function measureSize(size: number): Promise<void> {
  await withWarehouse(async (database) => {
    const world = makeWorld(7, Math.round(size / 3.02));
    await loadWorld(database, world.accounts);
    const services = {...world, accounts: []};
    const before = Date.now();
    await resolve(database, services);
    const seconds = (Date.now() - before) / 1000;
    const mb = process.resourceUsage().maxRSS / 1024;
    // Accounts of their own: the ids of all worlds are alike.
    const more = makeWorld(8, 160).accounts.map((one) => ({...one, id: `new-${one.id}`}));
    await addToWorld(database, more);
    await database.run(
      "UPDATE pandadoc_users SET email = 'x' || email WHERE user_id IN (SELECT user_id FROM pandadoc_users ORDER BY user_id LIMIT 500)",
    );
    const again = Date.now();
    await resolve(database, services);
    const changedSeconds = (Date.now() - again) / 1000;
    say(
      `${world.accounts.length} accounts: ${seconds.toFixed(1)} s, ${Math.round(mb)} MB with the generator's own data; after about 1,000 changes ${changedSeconds.toFixed(2)} s`,
    );
    gate(seconds <= GATES.seconds * Math.max(1, size / 1e6), `seconds at ${size}`);
    gate(changedSeconds <= GATES.changedSeconds, `seconds after changes at ${size}`);
  });
}

async function main(): Promise<void> {
  await measureWorlds();
  for (const size of SIZES) await measureSize(size);
  if (missed.length > 0) say(`Below what must hold: ${missed.join(', ')}`);
  process.exitCode = missed.length > 0 ? 1 : 0;
}

main().catch((error: unknown) => {
  say(String(error));
  process.exitCode = 1;
});
