import type {JsonObject} from '../../../src/core/json';
import type {ObjectDescription} from '../../../src/write/object-writer';
import {compileMappings} from '../../../src/write/mapping/compile-mappings';
import type {IncomingStream} from '../../../src/write/mapping/incoming-stream';

const objects: readonly ObjectDescription[] = [
  {name: 'pendo_visitors', keys: ['visitorId'], operations: ['update', 'upsert']},
  {name: 'userguiding_users', keys: ['userId'], operations: ['upsert']},
  {
    name: 'pipedrive_users',
    keys: ['email', 'id'],
    operations: ['update', 'upsert', 'insert', 'soft_delete'],
  },
];

const people: IncomingStream = {
  name: 'crm_people',
  destinationSyncMode: 'append_dedup',
  columns: ['user_id', 'email', 'plan_name', 'seats'],
  primaryKey: ['user_id'],
};

function plan(configured: readonly JsonObject[], streams: readonly IncomingStream[] = [people]) {
  return compileMappings({configured, streams, objects}).mappings;
}

describe('where streams are written', () => {
  it('is what the mappings say, with defaults filled in', () => {
    expect(
      plan([
        {
          stream: 'crm_people',
          object: 'pendo_visitors',
          key: 'user_id',
          fields: [
            {column: 'plan_name', field: 'plan'},
            {column: 'seats', convert: 'integer', default: '0'},
            {field: 'vip', constant: 'yes', convert: 'boolean'},
          ],
        },
      ]),
    ).toEqual([
      {
        stream: 'crm_people',
        namespace: null,
        object: 'pendo_visitors',
        keyColumn: 'user_id',
        keyField: 'visitorId',
        operation: 'update',
        fields: [
          {field: 'plan', from: {column: 'plan_name'}},
          {field: 'seats', from: {column: 'seats'}, fallback: 0, convert: 'integer'},
          {field: 'vip', from: {constant: true}},
        ],
        otherColumns: 'ignore',
        nulls: 'skip',
      },
    ]);
  });

  it('is the object called like the stream when there is no mapping, with all columns', () => {
    const stream = {name: 'PENDO_VISITORS', namespace: 'dwh', columns: ['VISITORID', 'PLAN']};
    expect(plan([], [stream])).toEqual([
      {
        stream: 'PENDO_VISITORS',
        namespace: 'dwh',
        object: 'pendo_visitors',
        keyColumn: 'VISITORID',
        keyField: 'visitorId',
        operation: 'update',
        fields: [],
        otherColumns: 'send',
        nulls: 'skip',
      },
    ]);
  });

  it('is the object that the connection names, with its matching key and sync mode', () => {
    const stream: IncomingStream = {
      name: 'leavers',
      destinationObjectName: 'pipedrive_users',
      destinationSyncMode: 'soft_delete',
      columns: ['id', 'email'],
      primaryKey: ['id'],
    };
    expect(plan([], [stream])).toMatchObject([
      {object: 'pipedrive_users', keyColumn: 'id', keyField: 'id', operation: 'soft_delete'},
    ]);
  });

  it('can be several objects for one stream', () => {
    const planned = plan([
      {stream: 'CRM_People', object: 'pendo_visitors', key: 'USER_ID'},
      {stream: 'crm_people', object: 'pipedrive_users', mode: 'soft_delete'},
    ]);
    expect(planned).toMatchObject([
      {object: 'pendo_visitors', keyColumn: 'user_id', otherColumns: 'send'},
      {object: 'pipedrive_users', keyColumn: 'email', keyField: 'email', operation: 'soft_delete'},
    ]);
  });

  it('depends on the namespace where a mapping names one', () => {
    const streams = [
      {...people, namespace: 'eu'},
      {...people, namespace: 'us'},
    ];
    const planned = plan(
      [
        {stream: 'crm_people', namespace: 'EU', object: 'pendo_visitors', key: 'user_id'},
        {stream: 'crm_people', namespace: null, object: 'userguiding_users', key: 'user_id'},
      ],
      streams,
    );
    expect(planned.map(({namespace, object}) => [namespace, object])).toEqual([
      ['eu', 'pendo_visitors'],
      ['eu', 'userguiding_users'],
      ['us', 'userguiding_users'],
    ]);
  });

  it('takes the empty texts and lists of a form for nothing', () => {
    const [mapping] = plan([
      {
        stream: 'crm_people',
        namespace: '',
        object: 'pendo_visitors',
        key: '',
        fields: [],
        mode: '',
      },
    ]);
    expect(mapping).toMatchObject({
      keyColumn: 'user_id',
      otherColumns: 'send',
      operation: 'update',
    });
  });
});

describe('the key', () => {
  it.each<[string, IncomingStream, JsonObject, {keyColumn: string; keyField: string}]>([
    [
      'named column',
      people,
      {key: 'user_id', key_field: 'id'},
      {keyColumn: 'user_id', keyField: 'id'},
    ],
    ['column called like a key', people, {}, {keyColumn: 'email', keyField: 'email'}],
    [
      'primary key',
      {...people, columns: ['user_id']},
      {},
      {keyColumn: 'user_id', keyField: 'email'},
    ],
    [
      'default key of unknown columns',
      {name: 'crm_people'},
      {},
      {keyColumn: 'email', keyField: 'email'},
    ],
    [
      'primary key called like a key',
      {...people, primaryKey: ['ID']},
      {},
      {keyColumn: 'ID', keyField: 'id'},
    ],
  ])('is the %s', (_, stream, more, expected) => {
    const configured = [{stream: 'crm_people', object: 'pipedrive_users', ...more}];
    expect(plan(configured, [stream])).toMatchObject([expected]);
  });
});

describe('sync modes', () => {
  it.each([
    ['append', 'update'],
    ['append_dedup', 'update'],
    ['update', 'update'],
    ['soft_delete', 'soft_delete'],
    [undefined, 'update'],
  ])('%s means %s', (destinationSyncMode, operation) => {
    const stream = {name: 'pipedrive_users', ...(destinationSyncMode && {destinationSyncMode})};
    expect(plan([], [stream])).toMatchObject([{operation}]);
  });

  it('overwrite counts as append for a stream without a primary key, as PyAirbyte sets it unasked', () => {
    const stream = {name: 'pipedrive_users', destinationSyncMode: 'overwrite'};
    expect(plan([], [stream])).toMatchObject([{operation: 'update'}]);
  });
});

describe('mappings of streams that the connection does not have', () => {
  const mapping = {stream: 'crm_people', object: 'pendo_visitors', key: 'user_id'};
  const others = [
    {stream: 'crm_leavers', object: 'pipedrive_users', key: 'email'},
    {stream: 'crm_people', namespace: 'us', object: 'pendo_visitors', key: 'user_id'},
  ];

  it('are named and not used, so that one configuration serves several connections', () => {
    const eu: IncomingStream = {...people, namespace: 'eu'};
    const configured = [{...mapping, namespace: 'eu'}, ...others];
    const plan = compileMappings({configured, streams: [eu], objects});
    expect(plan.mappings.map(({stream, object}) => [stream, object])).toEqual([
      ['crm_people', 'pendo_visitors'],
    ]);
    expect(plan.unused).toEqual([
      {stream: 'crm_leavers', object: 'pipedrive_users'},
      {stream: 'crm_people', object: 'pendo_visitors'},
    ]);
  });

  it('do not keep a stream from the object that the connection names', () => {
    const stream: IncomingStream = {...people, name: 'x', destinationObjectName: 'pendo_visitors'};
    expect(plan([mapping], [{...stream, primaryKey: ['user_id']}])).toMatchObject([
      {stream: 'x', object: 'pendo_visitors'},
    ]);
  });
});

describe('what does not fit is refused with a sentence', () => {
  const base = {stream: 'crm_people', object: 'pendo_visitors', key: 'user_id'};
  const other: IncomingStream = {name: 'deals', columns: ['id'], primaryKey: ['id']};

  it.each<[string, readonly JsonObject[], readonly IncomingStream[], RegExp]>([
    [
      'an unknown object',
      [{...base, object: 'hubspot'}],
      [people],
      /There is no object "hubspot".*pendo_visitors, userguiding_users, pipedrive_users/,
    ],
    [
      'a stream that no mapping names, and how mappings may have meant it',
      [{...base, stream: 'crm_peple'}],
      [people],
      /^Stream "crm_people" has no mapping .*Mappings name streams that the connection does not have: crm_peple\.$/,
    ],
    [
      'a stream that is called like an object which an unused mapping names',
      [{...base, stream: 'crm_peple'}],
      [{...people, name: 'pendo_visitors'}],
      /^Stream "pendo_visitors" has no mapping, and a mapping to pendo_visitors names stream "crm_peple"/,
    ],
    [
      'an unknown namespace',
      [{...base, namespace: 'x'}],
      [{...people, namespace: 'eu'}],
      /Namespaces of that stream: eu/,
    ],
    [
      'an unknown key column',
      [{...base, key: 'uid'}],
      [people],
      /uses column "uid", which the stream does not have\. Its columns: user_id, email, plan_name, seats/,
    ],
    [
      'an unknown key field',
      [{...base, key_field: 'mail'}],
      [people],
      /key field "mail", which pendo_visitors does not have\. Its keys: visitorId/,
    ],
    [
      'an unknown column',
      [{...base, fields: [{column: 'x', field: 'y'}]}],
      [people],
      /uses column "x"/,
    ],
    [
      'an operation that the object cannot do',
      [{...base, mode: 'soft_delete'}],
      [people],
      /asks for soft_delete of pendo_visitors, which does not support it\. It supports: update, upsert/,
    ],
    [
      'the same field twice',
      [
        {
          ...base,
          fields: [
            {column: 'seats', field: 'a'},
            {column: 'email', field: 'A'},
          ],
        },
      ],
      [people],
      /fills field "A" twice/,
    ],
    [
      'a field inside another',
      [
        {
          ...base,
          fields: [
            {column: 'seats', field: 'c'},
            {column: 'email', field: 'c.id'},
          ],
        },
      ],
      [people],
      /fills field "c.id" twice/,
    ],
    [
      'the field of the key',
      [{...base, fields: [{column: 'email', field: 'visitorid'}]}],
      [people],
      /the field of the key/,
    ],
    [
      'a field from nowhere',
      [{...base, fields: [{field: 'a'}]}],
      [people],
      /both "column" and "constant"/,
    ],
    [
      'a field from two places',
      [{...base, fields: [{field: 'a', column: 'seats', constant: 'x'}]}],
      [people],
      /both "column" and "constant"/,
    ],
    [
      'a field name that is none',
      [{...base, fields: [{column: 'seats', field: 'a..b'}]}],
      [people],
      /not a usable name/,
    ],
    [
      'a constant that does not convert',
      [{...base, fields: [{field: 'a', constant: 'x', convert: 'number'}]}],
      [people],
      /field "a" a constant or default that cannot be converted to a number/,
    ],
    [
      'a stream without a mapping',
      [base],
      [people, other],
      /Stream "deals" has no mapping and does not have the name of an object/,
    ],
    [
      'a stream without a clear key',
      [{stream: 'deals', object: 'pipedrive_users'}],
      [{...other, columns: ['x'], primaryKey: ['a', 'b']}],
      /no column that is clearly the key of pipedrive_users \(email, id\)/,
    ],
    [
      'two mappings to one object',
      [base, {...base, mode: 'upsert'}],
      [people],
      /Two mappings write stream "crm_people" into pendo_visitors/,
    ],
    ['an update of nothing', [{...base, other_columns: 'ignore'}], [people], /updates nothing/],
    [
      'overwrite of a stream with a key',
      [base],
      [{...people, destinationSyncMode: 'overwrite'}],
      /sync mode "overwrite", which this destination does not support: it never removes/,
    ],
    [
      'a sync mode of the future',
      [base],
      [{...people, destinationSyncMode: 'mirror'}],
      /Choose append, append_dedup, update or soft_delete/,
    ],
    [
      'a mode against the sync mode',
      [{...base, mode: 'upsert'}],
      [{...people, destinationSyncMode: 'update'}],
      /use the same in both/,
    ],
    [
      'a mapping against the connection',
      [base],
      [{...people, destinationObjectName: 'pipedrive_users'}],
      /but its mappings name pendo_visitors; use the same in both/,
    ],
    [
      'an ambiguous stream',
      [{...base, stream: 'CRM_PEOPLE'}],
      [people, {...people, name: 'Crm_People'}],
      /could be "crm_people" or "Crm_People"; write it exactly/,
    ],
    [
      'an ambiguous column',
      [{...base, key: 'EMAIL'}],
      [{...people, columns: ['email', 'Email']}],
      /could be "email" or "Email"/,
    ],
    [
      'a section without an object',
      [{stream: 'crm_people'}],
      [people],
      /mappings\[0\] lacks "object"/,
    ],
    [
      'a mode of another kind',
      [{...base, mode: 'merge'}],
      [people],
      /mappings\[0\]\.mode must be one of update, upsert, insert, soft_delete/,
    ],
  ])('%s', (_, configured, streams, message) => {
    expect(() => plan(configured, streams)).toThrow(
      expect.objectContaining({
        kind: 'config',
        message: expect.stringMatching(message) as unknown,
      }) as Error,
    );
  });
});
