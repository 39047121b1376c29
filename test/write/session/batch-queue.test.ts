import type {JsonObject} from '../../../src/core/json';
import type {MappedRecord} from '../../../src/write/record';
import type {PreparedRecord} from '../../../src/write/object-writer';
import {
  createBatchQueue,
  type Batch,
  type BatchQueue,
} from '../../../src/write/session/batch-queue';
import type {Claim} from '../../../src/write/session/checkpoints';

/** A record that makes so many bytes in a request as its fields have names, and ten. */
function prepared(
  key: string,
  fields: JsonObject,
  more: Partial<MappedRecord> = {},
): PreparedRecord {
  const record: MappedRecord = {
    ...{origin: {stream: 's', position: 1}, object: 'people', operation: 'update', source: {}},
    ...{key, fields},
    ...more,
  };
  return {record, body: '', bytes: 10 + Object.keys(fields).length};
}

const claimed = (name: string): Claim => ({name}) as unknown as Claim;

interface Rig {
  readonly queue: BatchQueue;
  /** Adds records, each with a field of its own value, and a claim of its place. */
  add(...records: PreparedRecord[]): void;
  now: number;
}

/** A queue with room for two records and forty bytes in a batch; the group is a field's value. */
function rig(limits: {recordsMax?: number; bytesMax?: number} = {}, grouped = false): Rig {
  let added = 0;
  const it: Rig = {
    now: 0,
    queue: createBatchQueue({
      now: () => it.now,
      writer: {
        limits: {recordsMax: 2, bytesMax: 40, concurrency: 1, ...limits},
        ...(grouped && {
          groupOf: ({fields}: MappedRecord) => JSON.stringify(fields['group'] ?? ''),
        }),
        prepare: (record) =>
          Object.keys(record.fields).length > 6
            ? {ok: false, rejection: {reason: 'too_large', message: 'No.'}}
            : {ok: true, prepared: prepared(record.key, record.fields, record)},
      },
    }),
    add: (...records) => {
      for (const record of records) it.queue.add(record, claimed(String((added += 1))));
    },
  };
  return it;
}

/** The keys and fields of a batch. */
const told = (batch: Batch | undefined): readonly (readonly [string, JsonObject])[] | undefined =>
  batch?.entries.map(({prepared: {record}}) => [record.key, record.fields]);

describe('A queue of records', () => {
  it('gives a batch when it is full, and what is left only when it must', () => {
    const it = rig();
    it.add(prepared('a', {n: 1}));
    expect([it.queue.hasReady(), it.queue.take(false)]).toEqual([false, undefined]);
    it.add(prepared('b', {n: 2}), prepared('c', {n: 3}));
    expect(it.queue.hasReady()).toBe(true);
    expect(told(it.queue.take(false))).toEqual([
      ['a', {n: 1}],
      ['b', {n: 2}],
    ]);
    expect(it.queue.take(false)).toBeUndefined();
    expect(told(it.queue.take(true))).toEqual([['c', {n: 3}]]);
    expect(it.queue.take(true)).toBeUndefined();
  });

  it('fills a batch to its last byte, and no further', () => {
    const exact = rig({recordsMax: 9, bytesMax: 22});
    exact.add(prepared('a', {n: 1}), prepared('b', {n: 2}));
    expect(exact.queue.hasReady()).toBe(false);
    exact.add(prepared('c', {n: 3}));
    expect(told(exact.queue.take(false))?.map(([key]) => key)).toEqual(['a', 'b']);
    expect(told(exact.queue.take(true))?.map(([key]) => key)).toEqual(['c']);
  });

  it('gives full batches in the order in which they were filled', () => {
    const it = rig({recordsMax: 1});
    it.add(prepared('a', {}), prepared('b', {}));
    expect(told(it.queue.take(true))?.[0]?.[0]).toBe('a');
    expect(told(it.queue.take(true))?.[0]?.[0]).toBe('b');
  });

  it('keeps groups apart, and gives the fullest first when it must', () => {
    const it = rig({recordsMax: 9, bytesMax: 99}, true);
    it.add(prepared('a', {group: 'x'}), prepared('b', {group: 'y'}), prepared('c', {group: 'y'}));
    it.add(prepared('d', {group: 'z'}));
    expect(told(it.queue.take(true))?.map(([key]) => key)).toEqual(['b', 'c']);
    expect(told(it.queue.take(true))?.map(([key]) => key)).toEqual(['a']);
    expect(told(it.queue.take(true))?.map(([key]) => key)).toEqual(['d']);
  });

  it('gives a batch that is due although it is not full', () => {
    const it = rig({recordsMax: 9, bytesMax: 99}, true);
    it.add(prepared('a', {group: 'x'}));
    it.now = 5;
    it.add(prepared('b', {group: 'y'}), prepared('c', {group: 'y'}));
    expect(it.queue.oldestOpenMs()).toBe(0);
    it.queue.markDue(0);
    expect([it.queue.hasReady(), it.queue.oldestOpenMs()]).toEqual([true, 5]);
    expect(told(it.queue.take(true))?.map(([key]) => key)).toEqual(['a']);
    expect([it.queue.hasReady(), it.queue.take(false)]).toEqual([false, undefined]);
    it.queue.markDue(5);
    expect(it.queue.oldestOpenMs()).toBeUndefined();
    expect(told(it.queue.take(false))?.map(([key]) => key)).toEqual(['b', 'c']);
  });

  it('knows the oldest open batch in whatever order groups came', () => {
    const it = rig({recordsMax: 9, bytesMax: 99}, true);
    it.now = 7;
    it.add(prepared('a', {group: 'x'}));
    it.now = 9;
    it.add(prepared('b', {group: 'y'}));
    expect(it.queue.oldestOpenMs()).toBe(7);
    it.queue.take(true);
    expect(it.queue.oldestOpenMs()).toBe(9);
    it.queue.take(true);
    expect(it.queue.oldestOpenMs()).toBeUndefined();
  });
});

describe('Records of one key', () => {
  it('are one while none of them was sent: the last value of each field, and all claims', () => {
    const it = rig();
    it.add(prepared('a', {n: 1, m: 1}), prepared('a', {n: 2}), prepared('a', {k: 3}));
    const batch = it.queue.take(true);
    expect(told(batch)).toEqual([['a', {n: 2, m: 1, k: 3}]]);
    const [entry] = batch?.entries ?? [];
    expect(entry?.claim).toEqual(claimed('3'));
    expect(entry?.superseded?.map(({claim}) => claim)).toEqual([claimed('1'), claimed('2')]);
    expect(entry?.superseded?.map(({record}) => record.fields)).toEqual([
      {n: 1, m: 1},
      {n: 2, m: 1},
    ]);
    expect(batch?.bytes).toBe(13);
  });

  it('wait for one that was sent, merged with each other', () => {
    const it = rig();
    it.add(prepared('a', {n: 1}));
    const sent = it.queue.take(true);
    it.add(prepared('a', {n: 2}), prepared('a', {m: 3}));
    expect(it.queue.take(true)).toBeUndefined();
    if (sent !== undefined) it.queue.release(sent);
    expect(told(it.queue.take(true))).toEqual([['a', {n: 2, m: 3}]]);
  });

  it('that cannot be merged follow one after the other, each when the one before it is settled', () => {
    const it = rig();
    const operation = 'upsert';
    it.add(prepared('a', {n: 1}), prepared('a', {n: 2}, {operation}), prepared('a', {n: 3}));
    const first = it.queue.take(true);
    expect([told(first), it.queue.take(true)]).toEqual([[['a', {n: 1}]], undefined]);
    if (first !== undefined) it.queue.release(first);
    it.add(prepared('a', {n: 4}));
    const second = it.queue.take(true);
    expect(told(second)).toEqual([['a', {n: 2}]]);
    if (second !== undefined) it.queue.release(second);
    expect(told(it.queue.take(true))).toEqual([['a', {n: 4}]]);
  });

  it.each<[string, Partial<MappedRecord>, JsonObject]>([
    ['their operations differ', {operation: 'insert'}, {n: 2}],
    ['their key stands in another field', {keyField: 'id'}, {n: 2}],
    ['they give different objects for a field', {}, {o: {x: 2}}],
    ['the writer would not take them together', {}, {b: 1, c: 1, d: 1, e: 1, f: 1}],
    ['they belong to different groups', {}, {group: 'other'}],
  ])('are not merged where %s', (_, more, fields) => {
    const it = rig({recordsMax: 9, bytesMax: 99}, true);
    it.add(prepared('a', {n: 1, o: {x: 1}}), prepared('a', fields, more));
    expect(told(it.queue.take(true))).toEqual([['a', {n: 1, o: {x: 1}}]]);
    expect(it.queue.held().records).toBe(2);
  });

  it('are merged as long as their batch stays within its bytes', () => {
    const it = rig({recordsMax: 9, bytesMax: 23});
    it.add(prepared('a', {n: 1}), prepared('b', {n: 1}), prepared('a', {m: 1}));
    expect(told(it.queue.take(true))).toEqual([
      ['a', {n: 1, m: 1}],
      ['b', {n: 1}],
    ]);
    const full = rig({recordsMax: 9, bytesMax: 22});
    full.add(prepared('a', {n: 1}), prepared('b', {n: 1}), prepared('a', {m: 1}));
    expect(told(full.queue.take(true))?.[0]).toEqual(['a', {n: 1}]);
  });

  it('are merged while they wait as long as they fit into a batch', () => {
    const it = rig({recordsMax: 9, bytesMax: 12});
    it.add(prepared('a', {}));
    it.queue.take(true);
    it.add(prepared('a', {n: 1}), prepared('a', {m: 1}), prepared('a', {k: 1}));
    // Twelve bytes hold two fields, so the third waits by itself.
    expect(it.queue.held()).toEqual({records: 4, bytes: 10 + 12 + 11});
  });
});

describe('What a queue holds', () => {
  it('is what was added until it is settled for good, merged records included', () => {
    const it = rig();
    it.add(prepared('a', {n: 1}), prepared('a', {m: 1}), prepared('b', {n: 1}), prepared('c', {}));
    expect(it.queue.held()).toEqual({records: 4, bytes: 12 + 11 + 10});
    const batch = it.queue.take(true);
    expect(it.queue.held()).toEqual({records: 4, bytes: 33});
    if (batch !== undefined) it.queue.release(batch);
    expect(it.queue.held()).toEqual({records: 4, bytes: 33});
    if (batch !== undefined) it.queue.forget(batch);
    expect(it.queue.held()).toEqual({records: 1, bytes: 10});
  });

  it('is not given any more once it was cleared', () => {
    const it = rig();
    it.add(prepared('a', {}), prepared('b', {}), prepared('c', {}));
    it.queue.clear();
    expect([it.queue.hasReady(), it.queue.take(true)]).toEqual([false, undefined]);
    expect(it.queue.oldestOpenMs()).toBeUndefined();
    it.add(prepared('c', {n: 1}));
    expect(told(it.queue.take(true))).toEqual([['c', {n: 1}]]);
  });

  it('knows nothing of a key any more once its batch is released', () => {
    const it = rig();
    it.add(prepared('a', {n: 1}));
    const batch = it.queue.take(true);
    if (batch !== undefined) it.queue.release(batch);
    it.add(prepared('a', {m: 2}));
    expect(told(it.queue.take(true))).toEqual([['a', {m: 2}]]);
  });
});
