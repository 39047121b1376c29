import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import {describeStream} from '../../../src/read/describe-stream';
import type {Fault} from '../../../src/sandbox/fault';
import type {RecordedRead} from '../../read/support/record-read';
import {openWorld, statesAfter, vendorNames, type World} from './support/open-world';
import {tablesAfter, type Tables} from './support/stream-tables';
import {factsOf} from './support/vendor-facts';

const ajv = new Ajv({strict: false, allErrors: true});
addFormats(ajv);

/** So many, because some streams have few rows. */
const SALTS = [0, 1, 2, 3, 4];

describe.each(vendorNames)('Nonsense in any field of %s', (vendor) => {
  let world: World;
  let sound: Tables;
  let reads: readonly RecordedRead[];

  beforeAll(async () => {
    world = await openWorld({only: [vendor]});
    sound = tablesAfter(await world.read(), world.streams);
    const all: RecordedRead[] = [];
    for (const salt of SALTS) all.push(await world.read({}, {faults: nonsense(salt)}));
    reads = all;
  });
  afterAll(() => world.close());

  it('stops no stream, and loses no record', () => {
    for (const read of reads) {
      expect(read.results.flatMap(({failure}) => failure?.message ?? [])).toEqual([]);
      const tables = tablesAfter(read, world.streams);
      for (const [name, table] of sound) {
        expect([name, ...keysOf(tables, name)]).toEqual([name, ...[...table.keys()].sort()]);
      }
    }
  });

  it('leaves records that obey their schemas, in whole characters', () => {
    for (const {name, jsonSchema} of world.streams.map(describeStream)) {
      const validate = ajv.compile(jsonSchema);
      const records = reads.flatMap((read) => read.records(name));
      const problems = records.flatMap((record) => {
        if (validate(record)) return [];
        return (validate.errors ?? []).map(({instancePath, message}) => {
          return `${instancePath.replace(/\d+/g, 'N')} ${message}`;
        });
      });
      expect([name, ...new Set(problems)]).toEqual([name]);
      const torn = records.filter((record) => !isWellFormed(record));
      expect([name, torn.length]).toEqual([name, 0]);
    }
  });

  it('is counted and told', () => {
    const logged = reads.flatMap(({kit}) => kit.logged);
    const told = logged.filter(({level}) => level === 'WARN').map(({message}) => message);
    expect(told.filter((text) => text.includes('do not fit')).length).toBeGreaterThan(0);
    expect(told.filter((text) => text.includes('U+FFFD')).length).toBeGreaterThan(0);
    expect(told.filter((text) => text.includes('yesterday'))).toEqual([]);
  });

  it('is no change when it comes again', async () => {
    const [first] = reads;
    const states = first && statesAfter(first, world.names);
    const again = await world.read(states, {faults: nonsense(SALTS[0])});
    expect(again.results.flatMap(({failure}) => failure?.message ?? [])).toEqual([]);
    expect(again.results.filter(({records}) => records > 0)).toEqual([]);
  });

  /** Whole answers with nonsense; what tells rows apart, or leads to other rows, stays. */
  function nonsense(salt = 0): readonly Fault[] {
    const keep = Object.keys(factsOf(vendor).identity ?? {});
    return [{what: {type: 'nonsense', keep, salt}, when: {type: 'always'}}];
  }
});

function keysOf(tables: Tables, name: string): readonly string[] {
  return [...(tables.get(name)?.keys() ?? [])].sort();
}

/** The replacement character itself may come; half a pair may not. */
function isWellFormed(record: unknown): boolean {
  return !/\\ud[89a-f][0-9a-f]{2}/i.test(JSON.stringify(record));
}
