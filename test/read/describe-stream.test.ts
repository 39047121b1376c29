import {describeStream, discoveredStreams} from '../../src/read/describe-stream';
import type {CursorReader} from '../../src/read/reader';
import {memorySweep, schema, sourceOf, sweptStream} from './support/memory-source';

const cursorStream = {name: 'events', schema, primaryKey: ['id'], cursorField: 'at'};

describe('the description of a stream', () => {
  it('of a sweep shows the columns of change detection and its cursor', () => {
    const stream = sweptStream('members', {primaryKey: ['key', 'id']});
    const described = describeStream({kind: 'sweep', stream});
    const date = {
      type: ['null', 'string'],
      format: 'date-time',
      airbyte_type: 'timestamp_with_timezone',
    };
    expect(described).toMatchObject({
      name: 'members',
      primaryKey: [['key'], ['id']],
      cursorField: ['_ab_cdc_updated_at'],
      isResumable: true,
      jsonSchema: {
        type: 'object',
        additionalProperties: true,
        properties: {
          id: {type: 'integer'},
          _ab_cdc_updated_at: date,
          _ab_cdc_deleted_at: date,
        },
      },
    });
  });

  it('of a cursor stream shows its own cursor, and a deletion column only when it marks them', () => {
    const plain = describeStream({kind: 'cursor', stream: cursorStream});
    expect(plain.cursorField).toEqual(['at']);
    expect(plain.jsonSchema['properties']).toEqual(schema.properties);
    const marking = describeStream({
      kind: 'cursor',
      stream: {...cursorStream, marksDeletions: true},
    });
    expect(marking.jsonSchema['properties']).toHaveProperty('_ab_cdc_deleted_at');
    expect(marking.jsonSchema['properties']).not.toHaveProperty('_ab_cdc_updated_at');
  });

  it('is refused when the key or the cursor is not in the schema', () => {
    const keyless = sweptStream('users', {primaryKey: ['uuid']});
    expect(() => describeStream({kind: 'sweep', stream: keyless})).toThrow(/users lacks.*uuid/);
    const stream = {...cursorStream, cursorField: 'changed'};
    expect(() => describeStream({kind: 'cursor', stream})).toThrow(/events lacks.*changed/);
  });

  it('is given for the streams that the account has, in the order of the readers', async () => {
    const reader: CursorReader = {
      kind: 'cursor',
      stream: cursorStream,
      async *pages() {
        yield* [];
      },
    };
    const sweep = memorySweep({streams: [sweptStream('users'), sweptStream('teams')], pages: []});
    const source = {
      ...sourceOf('acme', sweep, reader),
      available: async () => new Set(['events', 'users']),
    };
    const found = await discoveredStreams([
      source,
      sourceOf('other', memorySweep({streams: [sweptStream('people')], pages: []})),
    ]);
    expect(found.map(({name}) => name)).toEqual(['users', 'events', 'people']);
  });

  it('fails when a vendor cannot say which streams it has', async () => {
    const source = {...sourceOf('acme'), available: async () => Promise.reject(new Error('down'))};
    await expect(discoveredStreams([source])).rejects.toThrow('down');
  });
});
