import {Failure} from '../../src/core/failure';
import {describeStream} from '../../src/read/describe-stream';
import {discoverStreams} from '../../src/read/discover-streams';
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
    expect(() => describeStream({kind: 'sweep', stream: keyless})).toThrow(
      /users does not have.*uuid/,
    );
    const stream = {...cursorStream, cursorField: 'changed'};
    expect(() => describeStream({kind: 'cursor', stream})).toThrow(/events does not have.*changed/);
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
      available: async () => ({streams: new Set(['events', 'users']), unanswered: []}),
    };
    const {streams: found} = await discoverStreams([
      source,
      sourceOf('other', memorySweep({streams: [sweptStream('people')], pages: []})),
    ]);
    expect(found.map(({name}) => name)).toEqual(['users', 'events', 'people']);
  });

  it('takes a vendor that cannot be asked to have all that it could have, and says why', async () => {
    const sweep = memorySweep({streams: [sweptStream('users'), sweptStream('teams')], pages: []});
    const failure = new Failure({kind: 'transient', message: 'Acme is down.'});
    const source = {...sourceOf('acme', sweep), available: async () => Promise.reject(failure)};
    const {streams, unanswered} = await discoverStreams([
      source,
      sourceOf('other', memorySweep({streams: [sweptStream('people')], pages: []})),
    ]);
    expect(streams.map(({name}) => name)).toEqual(['users', 'teams', 'people']);
    expect(unanswered).toEqual([{streams: ['users', 'teams'], failure}]);
  });
});
