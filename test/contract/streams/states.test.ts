import {describeStream} from '../../../src/read/describe-stream';
import type {RecordedRead} from '../../read/support/record-read';
import {openWorld, statesAfter, vendorNames, type World} from './support/open-world';
import {factsOf} from './support/vendor-facts';

/** What a known record may cost in the state of a change-detected stream. */
const BYTES_A_RECORD_MAX = 48;
/** With fewer records the members around the digests would be measured. */
const RECORDS_MIN = 900;

describe.each(vendorNames)('The states of %s', (vendor) => {
  let world: World;
  let read: RecordedRead;

  beforeAll(async () => {
    world = await openWorld({only: [vendor], large: true});
    read = await world.read();
  });
  afterAll(() => world.close());

  it('are plain JSON that comes back as it went', () => {
    for (const event of read.events) {
      if (event.type !== 'checkpoint') continue;
      expect(JSON.parse(JSON.stringify(event.state))).toEqual(event.state);
    }
    expect(read.results.flatMap(({failure}) => failure?.message ?? [])).toEqual([]);
  });

  it(`take less than ${BYTES_A_RECORD_MAX} bytes for a record of a change-detected stream`, () => {
    const sizes = world.streams
      .filter(({kind}) => kind === 'sweep')
      .map(({stream: {name}}) => {
        const bytes = Buffer.byteLength(JSON.stringify(read.state(name)));
        return {name, records: read.records(name).length, bytes};
      })
      .filter(({records}) => records >= RECORDS_MIN);
    const swept = world.streams.filter(({kind}) => kind === 'sweep').map(({stream}) => stream.name);
    const small = factsOf(vendor).small ?? [];
    expect(sizes.map(({name}) => name)).toEqual(swept.filter((name) => !small.includes(name)));
    const tooLarge = sizes.filter(({records, bytes}) => bytes / records >= BYTES_A_RECORD_MAX);
    expect(tooLarge).toEqual([]);
  });

  it('belong to records that leave nothing for other_fields', () => {
    for (const name of world.names) {
      const left = read.records(name).filter(({other_fields: others}) => others != null);
      expect([name, left.length]).toEqual([name, 0]);
    }
  });

  it('of an earlier day are still enough to find nothing new', async () => {
    const again = await world.read(statesAfter(read, world.names));
    expect(again.results.filter(({records}) => records > 0)).toEqual([]);
  });

  it('hold the cursor column that discover names in the records before them', () => {
    for (const stream of world.streams) {
      const {name, cursorField} = describeStream(stream);
      const [column = ''] = cursorField;
      const records = read.records(name);
      expect([name, records.filter((record) => !(column in record)).length]).toEqual([name, 0]);
    }
  });
});
