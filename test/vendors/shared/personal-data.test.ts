import {Failure} from '../../../src/core/failure';
import {createHmac} from 'node:crypto';
import fc from 'fast-check';
import type {JsonObject} from '../../../src/core/json';
import type {CursorReader, Row, StreamDescription, Sweep} from '../../../src/read/reader';
import {readPiiPolicy, type PiiPolicy} from '../../../src/vendors/shared/personal-data';
import {protectReaders} from '../../../src/vendors/shared/protect-readers';

const salt = 'a long random text';
const hashing: PiiPolicy = {mode: 'hash', salt};

const hashOf = (text: string, with_ = salt): string =>
  `pii:${createHmac('sha256', with_).update(text).digest('base64url')}`;

type Personal = NonNullable<StreamDescription['personal']>;

/** Columns by the kind of data in them. */
interface PiiColumns {
  readonly emails?: readonly string[];
  readonly phones?: readonly string[];
  readonly contacts?: readonly string[];
  readonly ids?: readonly string[];
  readonly searched?: readonly string[];
}

const KINDS = {
  emails: 'email',
  phones: 'phone',
  contacts: 'contact',
  ids: 'id',
  searched: 'searched',
} as const;

function personalOf(columns: PiiColumns): Personal {
  const kinds = Object.keys(KINDS) as (keyof typeof KINDS)[];
  return new Map(
    kinds.flatMap((kind) => (columns[kind] ?? []).map((name) => [name, KINDS[kind]] as const)),
  );
}

function sweep(rows: readonly Row[], columns: PiiColumns = {}): Sweep {
  return {
    kind: 'sweep',
    streams: [{name: 'people', schema: {}, primaryKey: ['id'], personal: personalOf(columns)}],
    async *pages() {
      yield new Map([['people', rows]]);
    },
  };
}

/** One row as it leaves the protected reader. */
async function protect(row: Row, columns: PiiColumns, policy: PiiPolicy = hashing): Promise<Row> {
  const [reader] = protectReaders([sweep([row], columns)], policy);
  if (reader?.kind !== 'sweep') throw new Error('a sweep stays a sweep');
  const context = {signal: new AbortController().signal, syncStartMs: 0};
  for await (const page of reader.pages(new Set(['people']), context)) {
    const found = page.get('people') ?? [];
    if (found instanceof Failure) throw found;
    const [protectedRow] = found;
    if (protectedRow !== undefined) return protectedRow;
  }
  throw new Error('no row');
}

describe('the option pii', () => {
  it('costs nothing when everything is kept: the readers stay as they are', () => {
    const readers = [sweep([{id: 1}])];
    expect(protectReaders(readers, {mode: 'keep'})).toBe(readers);
    expect(readPiiPolicy('acme', {})).toEqual({mode: 'keep'});
  });

  it('needs a salt for hashes', () => {
    expect(() => readPiiPolicy('acme', {pii: 'hash'})).toThrow(/acme\.pii_salt/);
    expect(readPiiPolicy('acme', {pii: 'hash', pii_salt: salt})).toEqual(hashing);
    expect(readPiiPolicy('acme', {pii: 'drop'})).toEqual({mode: 'drop', salt: undefined});
  });

  it('hashes addresses and numbers in their columns, whatever their spelling', async () => {
    const columns = {emails: ['email'], phones: ['phone']};
    const row = {id: 1, email: ' Ada@Example.com ', phone: '+49 (30) 123-456', role: 'admin'};
    expect(await protect(row, columns)).toEqual({
      id: 1,
      email: hashOf('ada@example.com'),
      phone: hashOf('+4930123456'),
      role: 'admin',
    });
  });

  it('drops them, and leaves null and empty texts as they are', async () => {
    const columns = {emails: ['email', 'second'], phones: ['phone', 'none']};
    const row = {id: 1, email: 'ada@example.com', second: '', phone: '12345', none: null};
    expect(await protect(row, columns, {mode: 'drop', salt: undefined})).toEqual({
      id: 1,
      email: null,
      second: '',
      phone: null,
      none: null,
    });
  });

  it('knows an address of a contact method by its looks', async () => {
    const of = async (address: string) =>
      (await protect({address}, {contacts: ['address']}))['address'];
    expect(await of('Ada@example.com')).toBe(hashOf('ada@example.com'));
    expect(await of('415-555-0100')).toBe(hashOf('4155550100'));
    expect(await of('a1b2c3d4e5f6')).toBe('a1b2c3d4e5f6');
  });

  it('finds them in nested values, by name and by looks', async () => {
    const metadata = {
      agent: {email: 'Ada@Example.com', language: 'en_US', 'Work E-Mail': 'none of your business'},
      auto: {
        id: 'Ada@Example.com',
        accountids: ['acct-1', 'bob@example.com'],
        lastvisit: 1_763_300_000_789,
      },
      custom: {
        mobile_number: 4_930_123_456,
        owner: 'bob@example.com',
        note: 'ask bob@example.com about +49 30 123456',
        hotline: '+49 30 123456',
        zip: '10115',
        phones: 2,
        hasphone: 'yes',
        emailoptin: true,
        tags: ['a', 'ada@example.com'],
        empty: '',
        none: null,
      },
      phones: [{type: 'work', value: '030 123456'}],
    };
    expect((await protect({metadata}, {searched: ['metadata']}))['metadata']).toEqual({
      agent: {
        email: hashOf('ada@example.com'),
        language: 'en_US',
        'Work E-Mail': hashOf('none of your business'),
      },
      // Ids as they are, for a difference in case is a difference.
      auto: {
        id: hashOf('Ada@Example.com'),
        accountids: ['acct-1', hashOf('bob@example.com')],
        lastvisit: 1_763_300_000_789,
      },
      custom: {
        mobile_number: hashOf('4930123456'),
        owner: hashOf('bob@example.com'),
        note: 'ask bob@example.com about +49 30 123456',
        hotline: hashOf('+4930123456'),
        zip: '10115',
        phones: 2,
        hasphone: 'yes',
        emailoptin: true,
        tags: ['a', hashOf('ada@example.com')],
        empty: '',
        none: null,
      },
      phones: [{type: 'work', value: hashOf('030123456')}],
    });
  });

  it('searches other_fields in every stream', async () => {
    const row = {id: 1, other_fields: {email: 'ada@example.com'}};
    expect(await protect(row, {})).toEqual({
      id: 1,
      other_fields: {email: hashOf('ada@example.com')},
    });
  });

  it('gives the same hash in every stream and run, and another one with another salt', async () => {
    const row = {
      email: 'ada@example.com',
      key: 'ada@example.com',
      nested: {mail: 'ada@example.com'},
    };
    const columns = {emails: ['email'], ids: ['key'], searched: ['nested']};
    const first = await protect(row, columns);
    expect(first).toEqual(await protect(row, columns));
    expect(first['key']).toBe(first['email']);
    expect(first['nested']).toEqual({mail: first['email']});
    const other = await protect(row, columns, {mode: 'hash', salt: 'another salt'});
    expect(other['email']).toBe(hashOf('ada@example.com', 'another salt'));
  });

  it('hashes ids only where they are e-mail addresses, and never makes two of them one', async () => {
    const of = async (id: string, policy?: PiiPolicy) =>
      (await protect({id}, {ids: ['id']}, policy))['id'];
    expect(await of('user-7')).toBe('user-7');
    expect(await of('ada@example.com')).toBe(hashOf('ada@example.com'));
    expect(await of('Ada@example.com')).not.toBe(await of('ada@example.com'));
    // A key cannot be empty: without a salt there is nothing to put in its place.
    expect(await of('ada@example.com', {mode: 'drop', salt: undefined})).toBe('ada@example.com');
    expect(await of('ada@example.com', {mode: 'drop', salt})).toBe(hashOf('ada@example.com'));
  });

  it('never lets two different keys become the same', async () => {
    const key = fc.oneof(fc.emailAddress(), fc.string({minLength: 1}));
    const property = fc.asyncProperty(key, key, async (a, b) => {
      const [first, second] = [
        await protect({a}, {ids: ['a']}),
        await protect({a: b}, {ids: ['a']}),
      ];
      expect(first['a'] === second['a']).toBe(a === b);
    });
    await fc.assert(property);
  });

  it('leaves no address in any searched value, however deep', async () => {
    const value = fc.letrec<{node: unknown}>((tie) => ({
      node: fc.oneof(
        {maxDepth: 4},
        fc.emailAddress(),
        fc.integer(),
        fc.array(tie('node'), {maxLength: 3}),
        fc.dictionary(fc.string(), tie('node'), {maxKeys: 3}),
      ),
    })).node;
    const property = fc.asyncProperty(value, async (metadata) => {
      const row = await protect({metadata}, {searched: ['metadata']});
      const names = new Set<string>();
      JSON.stringify(row, (name, item: unknown) => (names.add(name), item));
      const texts: string[] = [];
      JSON.stringify(row, (_name, item: unknown) => {
        if (typeof item === 'string') texts.push(item);
        return item;
      });
      expect(texts.filter((text) => text.includes('@') && !names.has(text))).toEqual([]);
    });
    await fc.assert(property);
  });

  it('leaves the reader its own ids: positions and pages of a cursor go on as they came', async () => {
    const reader: CursorReader = {
      kind: 'cursor',
      stream: {
        ...{name: 'people', schema: {}, primaryKey: ['id'], cursorField: 'at'},
        personal: personalOf({ids: ['id']}),
      },
      async *pages(position: JsonObject | undefined) {
        yield {
          rows: [{id: 'ada@example.com', at: 1}],
          position: {after: 'ada@example.com'},
          rowsRead: 3,
        };
        yield {rows: [], position: {...position, done: true}};
      },
    };
    const [given] = protectReaders([reader], hashing);
    if (given?.kind !== 'cursor') throw new Error('a cursor reader stays one');
    const pages = [];
    const context = {signal: new AbortController().signal, syncStartMs: 0};
    for await (const page of given.pages({from: 1}, context)) pages.push(page);
    expect(pages).toEqual([
      {
        rows: [{id: hashOf('ada@example.com'), at: 1}],
        position: {after: 'ada@example.com'},
        rowsRead: 3,
      },
      {rows: [], position: {from: 1, done: true}},
    ]);
  });
});
