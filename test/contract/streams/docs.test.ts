import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describeStream} from '../../../src/read/describe-stream';
import {openWorld, vendorNames, type World} from './support/open-world';

/** What is told of a stream by hand; its columns come from its schema. */
interface StreamNote {
  readonly name: string;
  readonly key: readonly string[];
  readonly incremental: string;
}

interface VendorNote {
  readonly section: string;
  readonly streams: readonly StreamNote[];
}

const root = join(__dirname, '..', '..', '..');
const notes = JSON.parse(
  readFileSync(join(root, 'resources', 'docs', 'streams.json'), 'utf8'),
) as readonly VendorNote[]; // the file beside which this test stands guard

describe.each(vendorNames)('The documentation of %s', (vendor) => {
  let world: World;

  beforeAll(async () => {
    world = await openWorld({only: [vendor]});
  });
  afterAll(() => world.close());

  it('names the streams that there are, with their keys and cursors', () => {
    const told = notes.find(({section}) => section === vendor)?.streams ?? [];
    const found = world.streams.map(describeStream).map(({name, primaryKey, cursorField}) => {
      const [cursor = ''] = cursorField;
      return {
        name: name.replace(/^[a-z]+_scim_/, '<vendor>_scim_'),
        key: primaryKey.flat(),
        incremental: cursor === '_ab_cdc_updated_at' ? 'change detection' : cursor,
      };
    });
    const written = told.map(({name, key, incremental}) => {
      return {name, key, incremental: incremental.replace(/, on .*/, '')};
    });
    const byName = new Map(found.map((stream) => [stream.name, stream]));
    expect(new Map(written.map((stream) => [stream.name, stream]))).toEqual(byName);
  });
});
