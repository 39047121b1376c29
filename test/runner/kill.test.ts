import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {stringify} from 'yaml';
import {VISITORS, VISITORS_MAPPING} from './harness';
import type {SandboxProcess} from './processes';
import {ended, startSandboxProcess, startUserSync, userSync} from './processes';

/** `scripts/kill-test.mjs` asks for twenty. */
const ROUNDS = Number(process.env['KILL_ROUNDS'] ?? 3);
const SANDBOX = [
  '--users',
  '1500',
  '--visitors',
  '1500',
  '--latency',
  '5',
  '--set',
  'pendo.requests_per_second=10000',
];
const PACE = {requests_per_second: 1000};

/** Pseudo-random, so that a failing moment can be had again. */
function momentOf(round: number): number {
  return ((round * 7919 + 104_729) % 1000) / 1000;
}

function writeRunFile(directory: string, {sections}: SandboxProcess): string {
  mkdirSync(directory);
  const path = join(directory, 'run.yaml');
  const {source_config: source, destination_config: destination} = sections;
  const run = {
    source: {
      config: {pipedrive: source['pipedrive'], pendo: {...source['pendo'], ...PACE}},
      streams: ['pipedrive_users', 'pipedrive_roles', 'pendo_visitors'],
    },
    warehouse: {path: 'people.duckdb'},
    models: [VISITORS],
    destination: {
      config: {
        pendo: {...destination['pendo'], ...PACE, batch_size: 50},
        mappings: [VISITORS_MAPPING],
      },
    },
  };
  writeFileSync(path, stringify(run));
  return path;
}

async function customValues(sandbox: SandboxProcess): Promise<Record<string, unknown>> {
  const {visitors = []} = await sandbox.dump('pendo');
  return Object.fromEntries(
    visitors.map((visitor) => {
      // A visitor's metadata are objects by group.
      const metadata = visitor['metadata'] as Record<string, unknown> | undefined;
      return [String(visitor['visitorId']), metadata?.['custom']];
    }),
  );
}

describe('kill -9 of a run at random moments', () => {
  it(
    'leaves Pendo as an undisturbed run does, once a run came to its end',
    async () => {
      const directory = mkdtempSync(join(tmpdir(), 'user-sync-kill-'));
      const [killed, calm] = await Promise.all([
        startSandboxProcess(SANDBOX),
        startSandboxProcess(SANDBOX),
      ]);
      try {
        const killedFile = writeRunFile(join(directory, 'killed'), killed);
        const calmFile = writeRunFile(join(directory, 'calm'), calm);
        let kills = 0;
        for (let round = 0; round < ROUNDS; round += 1) {
          const change = {kind: 'users', changed: 400, joined: 20, left: 10};
          if (round > 0)
            await Promise.all([
              killed.change('pipedrive', change),
              calm.change('pipedrive', change),
            ]);
          const startMs = Date.now();
          expect((await userSync(['run', calmFile])).code).toBe(0);
          const durationMs = Date.now() - startMs;

          const child = startUserSync(['run', killedFile]);
          const end = ended(child);
          const timer = setTimeout(() => child.kill('SIGKILL'), momentOf(round) * durationMs);
          if ((await end).signal === 'SIGKILL') kills += 1;
          clearTimeout(timer);
          const finished = await userSync(['run', killedFile, '--json']);
          expect(finished).toMatchObject({code: 0, err: expect.any(String) as string});
          expect(await customValues(killed)).toEqual(await customValues(calm));
        }
        expect(kills).toBeGreaterThan(0);
      } finally {
        await Promise.all([killed.stop(), calm.stop()]);
        rmSync(directory, {recursive: true, force: true});
      }
    },
    60_000 * ROUNDS,
  );
});
