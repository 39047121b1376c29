import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describeStream} from '../../../src/read/describe-stream';
import {openWorld, vendorNames, type World} from './support/open-world';

/** What is told of a stream by hand; its columns come from its schema. */
interface StreamNote {
  readonly name: string;
  readonly incremental: string;
}

interface VendorNote {
  readonly streams: readonly StreamNote[];
}

const folder = join(__dirname, '..', '..', '..', 'resources', 'docs', 'streams');

/** What is told of a vendor's streams; none where its file is missing, so that all are called untold. */
function notesOf(vendor: string): readonly StreamNote[] {
  const name = `${vendor}.json`;
  if (!readdirSync(folder).includes(name)) return [];
  // The file is part of the project, and its shape is what is looked at below.
  return (JSON.parse(readFileSync(join(folder, name), 'utf8')) as VendorNote).streams;
}

describe('The documentation of streams', () => {
  it('is a file for each vendor that can be read, named after its section', () => {
    const wanted = vendorNames.map((vendor) => `${vendor}.json`);
    expect(readdirSync(folder).sort()).toEqual([...wanted].sort());
  });
});

describe.each(vendorNames)('The documentation of %s', (vendor) => {
  let world: World;

  beforeAll(async () => {
    world = await openWorld({only: [vendor]});
  });
  afterAll(() => world.close());

  it('names the streams that there are, with their cursors', () => {
    const found = world.streams.map(describeStream).map(({name, cursorField}) => {
      const [cursor = ''] = cursorField;
      return {
        name: name.replace(/^[a-z]+_scim_/, '<vendor>_scim_'),
        incremental: cursor === '_ab_cdc_updated_at' ? 'change detection' : cursor,
      };
    });
    const written = notesOf(vendor).map(({name, incremental}) => {
      return {name, incremental: incremental.replace(/, on .*/, '')};
    });
    const byName = new Map(found.map((stream) => [stream.name, stream]));
    expect(new Map(written.map((stream) => [stream.name, stream]))).toEqual(byName);
  });
});
