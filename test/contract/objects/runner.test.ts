import {isJsonObject, type JsonObject} from '../../../src/core/json';
import {assembleSpec, configSchemaOf} from '../../../src/config/assemble-spec';
import {collectSecrets} from '../../../src/config/collect-secrets';
import {loadResource} from '../../../src/resources/load-resource';
import type {Sandbox} from '../../../src/sandbox/sandbox';
import {objectCases} from './cases';
import {catalogOf, columnsOf, configOf, runWrite, type WriteEnd} from './run-write';
import {inWorld, type World} from './world';

const STREAM = 'crm_people';

const recordLine = (data: JsonObject): string =>
  JSON.stringify({type: 'RECORD', record: {stream: STREAM, data, emitted_at: 1_700_000_000}});

const stateLine = (cursor: number): string =>
  JSON.stringify({
    type: 'STATE',
    state: {
      type: 'STREAM',
      stream: {stream_descriptor: {name: STREAM, namespace: null}, stream_state: {cursor}},
      global: null,
      data: null,
    },
  });

/** Good rows with a bad one among them; a state after each third row. */
function inputOf({objectCase, initial}: World, more: readonly JsonObject[] = []) {
  const {row, bad} = objectCase;
  const spoilt = bad['no key']?.row(initial, 9) ?? {};
  const rows = [
    ...[0, 1, 2, 3].map((at) => row(initial, at, 0)),
    spoilt,
    ...more,
    ...[4, 5, 6].map((at) => row(initial, at, 0)),
  ];
  const lines = rows.flatMap((data, at) =>
    (at + 1) % 3 === 0 ? [recordLine(data), stateLine(at + 1)] : [recordLine(data)],
  );
  const keys = [objectCase.keyColumn];
  return {rows, lines, catalog: catalogOf(STREAM, columnsOf(rows, objectCase), keys)};
}

const cursors = ({states}: WriteEnd): readonly unknown[] =>
  states.map(({stream}) =>
    isJsonObject(stream) && isJsonObject(stream['stream_state'])
      ? stream['stream_state']['cursor']
      : undefined,
  );

/** Every secret of a vendor's section, as its specification marks them. */
function secretsOf({objectCase, section}: World): readonly string[] {
  const {vendor, entry} = objectCase;
  const spec = assembleSpec({side: 'destination', vendors: [vendor], load: loadResource});
  return collectSecrets(configSchemaOf(spec), {
    [vendor]: entry === undefined ? section : [section],
  });
}

const leavesOf = (end: WriteEnd, sandbox: Sandbox): string =>
  [end.text, end.rejected, JSON.stringify(sandbox.requests())].join('\n');

describe.each(objectCases)('the destination program writing $title', (objectCase) => {
  it('echoes each state with the figures of its records, in order, and ends with 0', async () => {
    await inWorld(objectCase, async (world) => {
      const {rows, lines, catalog} = inputOf(world);
      const end = await runWrite(world, {config: configOf(world, STREAM), catalog, lines});
      expect({code: end.code, errors: end.errors}).toEqual({code: 0, errors: []});
      expect(cursors(end)).toEqual([3, 6]);
      expect(end.states.map((state) => state['destinationStats'])).toEqual([
        {recordCount: 3, rejectedRecordCount: 0},
        {recordCount: 2, rejectedRecordCount: 1},
      ]);
      expect(end.rejected.trim().split('\n')).toHaveLength(1);
      const figures = `${rows.length} received, ${rows.length - 1} written`;
      expect(end.logs.join('\n')).toContain(`${objectCase.object}: ${figures}`);
    });
  });

  it('ends with 1 and a transient error when the vendor is down, with no state too many', async () => {
    await inWorld(objectCase, async (world) => {
      const {lines, catalog} = inputOf(world);
      world.sandbox.setFaults([{what: {type: 'status', status: 503}, when: {type: 'always'}}]);
      const end = await runWrite(world, {config: configOf(world, STREAM), catalog, lines});
      expect({code: end.code, states: end.states}).toEqual({code: 1, states: []});
      expect(end.errors.map(({failure_type: type}) => type)).toEqual(['transient_error']);
    });
  });

  it('plans in a dry run, echoes no state and makes no call that writes', async () => {
    await inWorld(objectCase, async (world) => {
      const {lines, catalog} = inputOf(world);
      const config = configOf(world, STREAM);
      const end = await runWrite(world, {config, catalog, lines, dryRun: true});
      expect({code: end.code, errors: end.errors, states: end.states}).toEqual({
        code: 0,
        errors: [],
        states: [],
      });
      expect(world.writes()).toEqual([]);
      expect(end.logs.filter((line) => line.startsWith('INFO Plan: ')).length).toBeGreaterThan(6);
    });
  });

  it('lets no secret out, whoever repeats it: the vendor, a record, or an address', async () => {
    await inWorld(objectCase, async (world) => {
      const secrets = secretsOf(world);
      expect(secrets.length).toBeGreaterThan(0);
      const shout = secrets.join(' and ');
      const repeating = {...objectCase.bad['no key']?.row(world.initial, 8), note: shout};
      const {lines, catalog} = inputOf(world, [repeating]);
      const config = configOf(world, STREAM);
      for (const status of [400, 401, 500]) {
        const body = {success: false, error: `the key ${shout} is odd`, message: shout};
        for (const n of [1, 2, 3, 4]) {
          const what = {type: 'status', status, body} as const;
          world.sandbox.setFaults([{what, when: {type: 'from', n}}]);
          const end = await runWrite(world, {config, catalog, lines});
          const leaves = leavesOf(end, world.sandbox);
          for (const secret of secrets) expect(leaves).not.toContain(secret);
        }
      }
      world.sandbox.setFaults([]);
      const end = await runWrite(world, {config, catalog, lines});
      expect(end.rejected).toContain('"masked":true');
      for (const secret of secrets) expect(leavesOf(end, world.sandbox)).not.toContain(secret);
    });
  });
});
