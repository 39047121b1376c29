import {createReadStream} from 'node:fs';
import {join} from 'node:path';
import {assembleSpec, type Side} from '../../../src/config/assemble-spec';
import {loadCatalog} from '../../../src/airbyte/input/configured-catalog';
import {lineBatches} from '../../../src/airbyte/input/input-lines';
import {parseInputLine} from '../../../src/airbyte/input/input-message';
import {loadStates} from '../../../src/airbyte/input/saved-states';
import {loadConfig} from '../../../src/airbyte/input/load-config';
import {createSecretMask} from '../../../src/core/secrets/secret-mask';
import {loadResource} from '../../../src/resources/load-resource';
import {vendors} from '../../../src/vendors/registry';

const folder = join(__dirname, '..', '..', '..', 'test_files');

function load(side: Side, file: string): unknown {
  const names = vendors.flatMap((vendor) => vendor[side]?.name ?? []);
  const spec = assembleSpec({side, vendors: names, load: loadResource});
  const path = join(folder, side, file);
  return loadConfig({path, spec, vendors: names, mask: createSecretMask()});
}

function messageOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return (error as Error).message.replaceAll(folder, '');
  }
  return '';
}

async function inputTypes(file: string): Promise<readonly string[]> {
  const types: string[] = [];
  for await (const batch of lineBatches(createReadStream(join(folder, 'destination', file)))) {
    batch.lines.forEach((line, index) => {
      types.push(parseInputLine(line, batch.firstLine + index).type);
    });
  }
  return types;
}

describe('the sample configurations', () => {
  it.each<[Side, string]>([
    ['source', 'config.json'],
    ['source', 'config_oauth.json'],
    ['destination', 'config.json'],
  ])('of the %s, %s, are valid', (side, file) => {
    expect(load(side, file)).toBeInstanceOf(Object);
  });

  it.each<[Side, string, readonly string[]]>([
    [
      'source',
      'config_invalid.json',
      [
        '"pipdrive"',
        '"pendo.integration_key"',
        '"pendo.region"',
        '"pipedrive.credentials.api_token"',
        '"deletion_share_max"',
      ],
    ],
    ['source', 'config_malformed.txt', ['line 2, column']],
    [
      'destination',
      'config_invalid.json',
      ['"dryrun"', '"pendo.integration_key"', '"mappings[0].object"', '"dry_run"'],
    ],
  ])('of the %s that are not, %s, are refused point by point', (side, file, places) => {
    const lines = messageOf(() => load(side, file)).split('\n');
    expect(lines).toHaveLength(places.length);
    for (const place of places) expect(lines.join('\n')).toContain(place);
    expect(lines.join('\n')).not.toContain('made-up');
  });
});

describe('the sample catalogs and states', () => {
  it.each(['source/catalog.json', 'source/catalog_nulls.txt', 'destination/catalog.json'])(
    '%s can be read',
    (file) => {
      expect(loadCatalog(join(folder, file)).streams.length).toBeGreaterThan(0);
    },
  );

  it.each([
    ['states_none.txt', 0],
    ['states_foreign.json', 1],
    ['states_future.json', 2],
    ['states_legacy.json', 0],
    ['states_global.json', 0],
  ])('%s holds %i usable states', (file, count) => {
    const states = loadStates(join(folder, 'source', file), () => undefined);
    expect(Object.keys(states)).toHaveLength(count);
  });

  it.each(['catalog_malformed.txt', 'states_invalid.json'])('%s is refused', (file) => {
    const path = join(folder, 'source', file);
    const read = file.startsWith('catalog') ? loadCatalog : loadStates;
    expect(messageOf(() => read(path, () => undefined))).toContain(file);
  });
});

describe('the sample inputs', () => {
  it('hold every kind of message that clients send', async () => {
    expect(await inputTypes('messages.jsonl')).toEqual([
      'ignored',
      'ignored',
      'record',
      'record',
      'state',
      'ignored',
      'state',
    ]);
  });

  it('hold a line that was cut', async () => {
    await expect(inputTypes('messages_broken.jsonl')).rejects.toThrow('Line 2 of the input');
  });
});
