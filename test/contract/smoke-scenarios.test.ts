import type {JsonObject} from '../../src/core/json';
import {objectCases} from './objects/cases';
import {catalogOf, runWrite, type WriteEnd} from './objects/run-write';
import {inWorld} from './objects/world';
import {pipedCache, pipedSource, type PipedStream} from './smoke/messages';
import {scenarios, type Scenario} from './smoke/scenarios';

const all: Record<string, Record<string, string>> = {};
afterAll(() => { require('fs').writeFileSync('/tmp/smoke.json', JSON.stringify(all, null, 1)); });

const objects = ['pendo_visitors', 'pendo_accounts', 'userguiding_users', 'pipedrive_users'];
const extra: Record<string, JsonObject> = {
  pendo: {unknown_fields: 'create'},
};

function figures(end: WriteEnd): string {
  const line = end.logs.find((text) => text.includes(' received, ')) ?? 'none';
  return line;
}

describe.each(objects)('%s', (object) => {
  it.each(scenarios.map((s) => [s.name, s] as const))('%s', async (_name, scenario: Scenario) => {
    const objectCase = objectCases.find((one) => one.object === object);
    if (!objectCase) throw new Error();
    for (const [form, pipe] of Object.entries({source: pipedSource, cache: pipedCache})) {
      await inWorld({...objectCase, settings: {}}, async (world) => {
        const piped: PipedStream = pipe(scenario);
        const key = piped.primaryKey[0] ?? 'event_id';
        const end = await runWrite(world, {
          config: {
            [objectCase.vendor]: {...world.section, ...extra[objectCase.vendor]},
            mappings: [{stream: piped.stream, object, key, ...(object === 'pipedrive_users' && {key_field: 'id'}), mode: object === 'pipedrive_users' ? 'update' : 'upsert', other_columns: 'send'}],
          },
          catalog: catalogOf(piped.stream, piped.columns, piped.primaryKey),
          lines: piped.lines,
        });
        (all[scenario.name] ??= {})[`${object} ${form}`] = `${end.code} ${end.states.length} ${figures(end)} ${JSON.stringify(end.errors)}`;
      });
    }
  });
});
