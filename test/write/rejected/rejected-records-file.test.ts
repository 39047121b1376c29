import {
  chmod,
  mkdtemp,
  readFile,
  readdir,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import fc from 'fast-check';
import {parseExactJson} from '../../../src/core/exact-json';
import type {JsonObject} from '../../../src/core/json';
import type {Kit} from '../../../src/core/kit';
import {createSecretMask} from '../../../src/core/secrets/secret-mask';
import {discardRejectedRecords} from '../../../src/write/rejected/discard-rejected-records';
import {readRejectedRecords} from '../../../src/write/rejected/read-rejected-records';
import type {RejectedRecord} from '../../../src/write/rejected/read-rejected-records';
import type {MappedRecord, Rejection} from '../../../src/write/record';
import {createRejectedRecordsFile} from '../../../src/write/rejected/rejected-records-file';
import {createTestKit} from '../../support/test-kit';

const why: Rejection = {
  reason: 'not_found',
  message: 'There is no such visitor.',
  answer: 'missing',
};

function record(source: JsonObject, position = 1): MappedRecord {
  return {
    origin: {stream: 'users', namespace: 'eu', position},
    object: 'pendo_visitors',
    key: 'a',
    operation: 'update',
    fields: {},
    source,
  };
}

describe('a rejected-records file', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'rejected-'));
  });
  afterEach(async () => {
    await rm(directory, {recursive: true});
  });

  const open = (overrides: Partial<Kit> = {}, maxBytes?: number) =>
    createRejectedRecordsFile({
      directory,
      nameParts: ['destination', 'user sync'],
      kit: createTestKit(overrides),
      ...(maxBytes !== undefined && {maxBytes}),
    });

  async function read(path: string): Promise<RejectedRecord[]> {
    const found: RejectedRecord[] = [];
    for await (const one of readRejectedRecords(path)) found.push(one);
    return found;
  }

  it.each<[string, (path: string) => Promise<void>]>([
    ['was removed or moved', (path) => rm(path)],
    ['was removed or moved', (path) => rename(path, `${path}.1`)],
    [
      'was replaced',
      async (path) => {
        const text = await readFile(path);
        await rename(path, `${path}.1`);
        await writeFile(path, text);
      },
    ],
    ['was shortened', (path) => truncate(path, 3)],
  ])('that %s is noticed, before and after the next record', async (what, harm) => {
    const rejected = await open();
    await rejected.check?.();
    await rejected.keep(record({id: 'a'}), why);
    await rejected.check?.();
    await harm(rejected.location() ?? '');
    await expect(rejected.check?.()).rejects.toThrow(`${what} by another program`);
    await expect(rejected.keep(record({id: 'b'}, 2), why)).rejects.toThrow(/by another program/);
    await rejected.close();
  });

  it.each([
    ['below a file', () => '/dev/null/a/b', 'ENOTDIR'],
    ['where nothing can be made', () => '/proc/no-such/a/b', 'ENOENT'],
    ['with too long a name', () => join(directory, 'x'.repeat(300)), 'ENAMETOOLONG'],
    ['behind a link to itself', () => join(directory, 'loop', 'a'), 'ELOOP'],
  ])('in a directory %s is refused at once', async (_, at, code) => {
    await symlink(join(directory, 'loop'), join(directory, 'loop'));
    const opening = createRejectedRecordsFile({
      directory: at(),
      nameParts: ['x'],
      kit: createTestKit(),
    });
    await expect(opening).rejects.toMatchObject({kind: 'config'});
    await expect(opening).rejects.toThrow(code);
  });

  it('keeps a record however deep it is nested, with every digit', async () => {
    const rejected = await open();
    const text = `{"id":157963456373623802,"deep":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
    // The text is an object.
    await rejected.keep(record(parseExactJson(text) as JsonObject), why);
    await rejected.close();
    const kept = await readFile(rejected.location() ?? '', 'utf8');
    expect(kept).toContain(`"record":${text}`);
    expect(await read(rejected.location() ?? '')).toMatchObject([{position: 1}]);
  });

  it('is created with the first record, in a directory that may be new, for its owner only', async () => {
    directory = join(directory, 'new', 'one');
    const rejected = await open();
    expect(await readdir(directory)).toEqual([]);
    expect(rejected.location()).toBeUndefined();
    await rejected.keep(record({id: 'a', plan: 'pro'}), why);
    const path = rejected.location() ?? '';
    await rejected.close();
    expect(await readdir(directory)).toEqual([
      `rejected-destination-user_sync-20231114T221320Z-${process.pid}-80000000.jsonl`,
    ]);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({
      time: '2023-11-14T22:13:20.000Z',
      object: 'pendo_visitors',
      stream: 'users',
      namespace: 'eu',
      position: 1,
      key: 'a',
      operation: 'update',
      reason: 'not_found',
      message: 'There is no such visitor.',
      answer: 'missing',
      record: {id: 'a', plan: 'pro'},
    });
  });

  it('is never shared: a second one of the same moment gets a name of its own', async () => {
    const [one, two] = [await open(), await open()];
    await one.keep(record({n: 1}), why);
    await two.keep(record({n: 2}), why);
    await Promise.all([one.close(), two.close()]);
    expect(one.location()).not.toBe(two.location());
    expect(await readdir(directory)).toHaveLength(2);
  });

  it('takes records that are kept at the same time in one go, in order', async () => {
    const rejected = await open();
    const keeps = Array.from({length: 1_000}, (_, n) => rejected.keep(record({n}, n + 1), why));
    expect(new Set(keeps).size).toBe(1);
    await Promise.all(keeps);
    const later = rejected.keep(record({n: 1_000}, 1_001), why);
    expect(later).not.toBe(keeps[0]);
    await later;
    await rejected.close();
    const found = await read(rejected.location() ?? '');
    expect(found.map(({position}) => position)).toEqual(
      Array.from({length: 1_001}, (_, index) => index + 1),
    );
  });

  it('never grows beyond its limit: keeping fails, and what was kept stays whole', async () => {
    const rejected = await open({}, 1_000);
    await rejected.keep(record({text: 'x'.repeat(300)}), why);
    const full = /has reached its limit of 0 MB.*raise "rejected_records.max_megabytes"/;
    await expect(rejected.keep(record({text: 'x'.repeat(800)}), why)).rejects.toThrow(full);
    await expect(rejected.keep(record({text: 'x'}), why)).rejects.toThrow(full);
    await rejected.close();
    expect(await read(rejected.location() ?? '')).toHaveLength(1);
  });

  it('refuses at once a directory that cannot be one, or cannot be written', async () => {
    await writeFile(join(directory, 'file'), '');
    const kit = createTestKit();
    await expect(
      createRejectedRecordsFile({directory: join(directory, 'file'), nameParts: [], kit}),
    ).rejects.toMatchObject({
      kind: 'config',
      message: expect.stringMatching(
        /choose another one in "rejected_records.directory"/,
      ) as unknown,
    });
    // For root every directory can be written.
    if (process.getuid?.() === 0) return;
    await chmod(directory, 0o500);
    await expect(open()).rejects.toMatchObject({kind: 'config'});
    await chmod(directory, 0o700);
  });

  it('gives back what was kept, and never holds a secret, whatever the records are', async () => {
    const secrets = ['s3cr3t-token', '8675309', 'with "quotes" \\ and ü', 'true', 'null'];
    const mask = createSecretMask(secrets);
    const textOf = fc
      .tuple(fc.string(), fc.option(fc.constantFrom(...secrets)), fc.string())
      .map(([before, secret, after]) => `${before}${secret ?? ''}${after}`);
    const valueOf = fc.oneof(
      textOf,
      fc.integer(),
      fc.constant(8675309),
      fc.array(textOf, {maxLength: 2}),
      fc.dictionary(textOf, fc.oneof(textOf, fc.constant(18675309)), {maxKeys: 3}),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.dictionary(fc.string(), valueOf, {maxKeys: 4}), {maxLength: 5}),
        textOf,
        async (sources, answer) => {
          const rejected = await open({mask, random: Math.random});
          await Promise.all(
            sources.map((source, index) =>
              rejected.keep({...record(source, index + 1), key: answer}, {...why, answer}),
            ),
          );
          await rejected.close();
          const path = rejected.location();
          if (path === undefined) {
            expect(sources).toHaveLength(0);
            return;
          }
          const found = await read(path);
          expect(found).toHaveLength(sources.length);
          found.forEach((one, index) => {
            const text = JSON.stringify(sources[index]);
            const leaks = ['s3cr3t-token', '8675309', 'with \\"quotes\\"'].some((part) =>
              text.includes(part),
            );
            if (one.masked) expect(one.record).not.toEqual(sources[index]);
            else expect([one.record, leaks]).toEqual([JSON.parse(text), false]);
          });
          const content = await readFile(path, 'utf8');
          expect(content).not.toMatch(/s3cr3t-token|8675309|with \\"quotes\\"/);
        },
      ),
      {numRuns: 60},
    );
  });
});

describe('reading a rejected-records file', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'rejected-'));
  });
  afterEach(async () => {
    await rm(directory, {recursive: true});
  });

  async function readText(text: string): Promise<RejectedRecord[]> {
    const path = join(directory, 'r.jsonl');
    await writeFile(path, text);
    const found: RejectedRecord[] = [];
    for await (const one of readRejectedRecords(path)) found.push(one);
    return found;
  }

  const line = {object: 'o', stream: 's', position: 3, reason: 'from_the_future', record: {id: 1}};

  it('passes over blank lines and unknown members, and counts lines as an editor does', async () => {
    const text = `\n${JSON.stringify({...line, extra: 1})}\r\n\n${JSON.stringify({...line, namespace: 'n', masked: true})}`;
    expect(await readText(text)).toEqual([
      {line: 2, ...line, masked: false},
      {line: 4, ...line, namespace: 'n', masked: true},
    ]);
  });

  it.each([
    [
      'is cut off',
      `${JSON.stringify(line)}\n{"object":"o","str`,
      /^Line 2 of .*is not JSON; the file may be incomplete/,
    ],
    ['is no object', '[1]', /^Line 1 of .*is not a JSON object/],
    ['lacks a stream', JSON.stringify({...line, stream: undefined}), /lacks "stream"/],
    ['lacks an object', JSON.stringify({...line, object: 1}), /lacks "object"/],
    ['lacks a position', JSON.stringify({...line, position: 'x'}), /lacks "position"/],
    ['lacks a reason', JSON.stringify({...line, reason: null}), /lacks "reason"/],
    ['lacks a record', JSON.stringify({...line, record: []}), /lacks "record"/],
  ])('says which line %s', async (_, text, message) => {
    await expect(readText(text)).rejects.toMatchObject({
      kind: 'config',
      message: expect.stringMatching(message) as unknown,
    });
  });

  it('reads lines that are longer than a chunk, also where a character is split between two', async () => {
    const record = {text: 'ü'.repeat(200_001)};
    const [found] = await readText(`${JSON.stringify({...line, record})}\n`);
    expect(found?.record).toEqual(record);
  });

  it('names a file that is not there', async () => {
    const missing = readRejectedRecords(join(directory, 'none.jsonl')).next();
    await expect(missing).rejects.toMatchObject({
      kind: 'config',
      message: expect.stringMatching(/none\.jsonl cannot be read \(ENOENT\)/) as unknown,
    });
  });
});

describe('discarding rejected records', () => {
  it('keeps nothing and has no location', async () => {
    const rejected = discardRejectedRecords();
    await rejected.keep(record({}), why);
    await rejected.close();
    expect(rejected.location()).toBeUndefined();
  });
});
