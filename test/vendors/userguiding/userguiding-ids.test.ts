import {mkdtemp, readFile, rm, stat, writeFile, appendFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import fc from 'fast-check';
import nock from 'nock';
import type {JsonObject} from '../../../src/core/json';
import {
  createIdentityTable,
  field,
} from '../../../src/vendors/userguiding/identities/identity-table';
import {useNockStrictly} from '../../support/nock-rules';
import {createVendorKit} from '../support/vendor-kit';
import {containing} from '../support/matchers';
import {bodyOf, identifyHost, openWriter, record, rejectionOf, sendAll, shortly} from './support';

useNockStrictly();

function identifies(times: number) {
  return nock(identifyHost).post('/v1/identify').times(times).reply(200, {success: true});
}

describe('a user id', () => {
  it.each([' ada', 'ada ', '\tada', 'ada\u00a0', 'ada\u200b', '\ufeffada', 'ada\n'])(
    'with something invisible around it is rejected whatever id_case says: %j (Q1)',
    async (key) => {
      for (const id_case of ['reject_collisions', 'lowercase', 'as_is']) {
        const writer = await openWriter({id_case});
        expect(rejectionOf(writer, record(key)).reason).toBe('invalid_key');
      }
    },
  );

  it('that holds half of a character is rejected', async () => {
    expect(rejectionOf(await openWriter(), record('a\ud800')).reason).toBe('invalid_key');
  });

  it('that differs from an earlier one by case only is rejected (Q1)', async () => {
    const writer = await openWriter();
    bodyOf(writer, record('Ada@example.com'));
    expect(rejectionOf(writer, record('ada@example.com'))).toMatchObject({
      reason: 'id_collision',
      message: expect.not.stringContaining('example.com') as unknown,
    });
    expect(bodyOf(writer, record('Ada@example.com'))).toMatchObject({userId: 'Ada@example.com'});
  });

  it('that differs from an earlier one by Unicode form only is rejected (Q1)', async () => {
    const writer = await openWriter();
    bodyOf(writer, record('zo\u00eb'));
    expect(rejectionOf(writer, record('zoe\u0308')).reason).toBe('id_collision');
  });

  it('of a record that is rejected for another reason is not taken', async () => {
    const writer = await openWriter();
    rejectionOf(writer, record('ADA', {tags: []}));
    expect(bodyOf(writer, record('ada'))).toEqual({userId: 'ada'});
  });

  it('is sent in lower case where that is configured, and is one user for the engine', async () => {
    const writer = await openWriter({id_case: 'lowercase'});
    const prepared = writer.prepare(record('ADA'));
    expect(prepared).toMatchObject({prepared: {record: {key: 'ada'}, body: '{"userId":"ada"}'}});
    expect(bodyOf(writer, record('Ada'))).toEqual({userId: 'ada'});
  });

  it('is sent as it is where that is configured', async () => {
    const writer = await openWriter({id_case: 'as_is'});
    bodyOf(writer, record('ada'));
    expect(bodyOf(writer, record('ADA'))).toEqual({userId: 'ADA'});
  });

  it('collides with every other spelling of itself, and with no other id', async () => {
    const ids = fc.string({unit: 'grapheme', minLength: 1}).filter(isPlain);
    await fc.assert(
      fc.asyncProperty(ids, ids, async (one, other) => {
        const writer = await openWriter();
        const spellings = [one, one.toUpperCase(), one.normalize('NFD'), one.normalize('NFC')];
        const upperIsReversible = one.toUpperCase().toLowerCase() === one.toLowerCase();
        for (const id of upperIsReversible ? spellings : [one]) {
          const prepared = writer.prepare(record(id));
          expect(prepared.ok).toBe(id === one);
        }
        const isSame = fold(other) === fold(one) && other !== one;
        expect(writer.prepare(record(other)).ok).toBe(!isSame);
      }),
    );
  });
});

const fold = (id: string): string =>
  id.normalize('NFC').toLowerCase().normalize('NFC').replaceAll('ς', 'σ');

const isPlain = (id: string): boolean => !/^[\s\p{C}]|[\s\p{C}]$|\p{Cs}/u.test(id);

describe('with an identity file', () => {
  let directory = '';
  let identity_file = '';
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'userguiding-'));
    identity_file = join(directory, 'identities.txt');
  });
  afterEach(() => rm(directory, {recursive: true, force: true}));

  async function run(records: readonly [string, JsonObject?][], section: JsonObject = {}) {
    const kit = createVendorKit();
    const writer = await openWriter({identity_file, ...section}, kit);
    try {
      const outcomes = await sendAll(
        writer,
        records.map(([key, fields]) => record(key, fields)),
      );
      return {outcomes: shortly(outcomes), logged: kit.logged};
    } finally {
      await writer.close?.();
    }
  }

  it('another spelling is noticed in a later run', async () => {
    identifies(2);
    await run([['Ada'], ['zo\u00eb']]);
    expect((await run([['ada'], ['zoe\u0308']])).outcomes).toEqual([
      'id_collision',
      'id_collision',
    ]);
  });

  it('the same spelling passes in a later run, and the file does not grow', async () => {
    identifies(2);
    await run([['Ada', {company: {id: 'acme'}}]]);
    const {size} = await stat(identity_file);
    expect((await run([['Ada', {company: {id: 'acme'}}]])).outcomes).toEqual(['written']);
    expect((await stat(identity_file)).size).toBe(size);
  });

  it('a changed company is reported in a later run, without personal data (Q5)', async () => {
    identifies(3);
    await run([['Ada', {company: {id: 'acme'}}]]);
    const {logged} = await run([
      ['Ada', {company: {id: 'globex'}}],
      ['Bob', {company: {id: 'acme'}}],
    ]);
    const warnings = logged.filter(
      ({level, message}) => level === 'WARN' && message.includes('company'),
    );
    expect(warnings).toEqual([
      {level: 'WARN', message: containing('another company than before: 1.')},
    ]);
    expect(JSON.stringify(logged)).not.toMatch(/Ada|globex/);
  });

  it('the file holds digests only and is for its owner only', async () => {
    identifies(1);
    await run([['ada@example.com', {company: {id: 'acme'}}]]);
    const text = await readFile(identity_file, 'utf8');
    expect(text).toMatch(
      /^userguiding-identities 2 [0-9a-f]{32}\naccount [0-9a-f]{32}\n[0-9a-f]{16} [0-9a-f]{16} [0-9a-f]{8}\n$/,
    );
    expect((await stat(identity_file)).mode & 0o077).toBe(0);
  });

  it('a line that a crash cut off is dropped, at any place', async () => {
    identifies(2);
    await run([['Ada'], ['Bob']]);
    const whole = await readFile(identity_file, 'utf8');
    for (let length = 0; length < whole.length; length += 1) {
      await writeFile(identity_file, whole.slice(0, length));
      identifies(1);
      expect((await run([['Cy']])).outcomes).toEqual(['written']);
      // Before the users stand the header and the line that says for which account they are.
      const kept = Math.max(0, whole.slice(0, length).split('\n').length - 3);
      const lines = (await readFile(identity_file, 'utf8')).split('\n');
      expect(lines).toHaveLength(2 + kept + 1 + 1);
      expect((await run([['cy']])).outcomes).toEqual(['id_collision']);
    }
  });

  it('a file of something else is refused by name and line, and left alone', async () => {
    for (const text of ['my notes', 'my\nnotes\n', '{"a":1}\n']) {
      await writeFile(identity_file, text);
      await expect(openWriter({identity_file})).rejects.toMatchObject({
        kind: 'config',
        message: containing('line 1'),
      });
      expect(await readFile(identity_file, 'utf8')).toBe(text);
    }
    identifies(1);
    await rm(identity_file);
    await run([['Ada']]);
    await appendFile(identity_file, 'nonsense\n');
    await expect(openWriter({identity_file})).rejects.toMatchObject({
      message: containing('line 4'),
    });
  });

  it('a place that cannot be written is refused before anything is sent', async () => {
    const nowhere = join(directory, 'missing', 'identities.txt');
    await expect(openWriter({identity_file: nowhere})).rejects.toMatchObject({
      kind: 'config',
      message: containing('userguiding.identity_file'),
    });
    await expect(openWriter({identity_file: directory})).rejects.toMatchObject({kind: 'config'});
  });

  it('an id whose call got no answer counts as used', async () => {
    nock(identifyHost)
      .post('/v1/identify')
      .times(5)
      .replyWithError(Object.assign(new Error('cut off'), {code: 'ECONNRESET'}));
    await expect(run([['Ada']])).rejects.toMatchObject({kind: 'transient'});
    expect((await run([['ada']])).outcomes).toEqual(['id_collision']);
  });

  it('an id that the vendor refused does not count as used', async () => {
    nock(identifyHost).post('/v1/identify').reply(400, {message: 'bad'});
    expect((await run([['Ada']])).outcomes).toEqual(['refused_by_vendor']);
    identifies(1);
    expect((await run([['ada']])).outcomes).toEqual(['written']);
  });

  it('a dry run reads the file and leaves it as it is', async () => {
    identifies(1);
    await run([['Ada', {company: {id: 'acme'}}]]);
    const before = await readFile(identity_file, 'utf8');
    const writer = await openWriter({identity_file});
    const prepared = writer.prepare(record('Ada', {company: {id: 'globex'}}));
    if (!prepared.ok) throw new Error(prepared.rejection.message);
    const plans = await writer.plan([prepared.prepared], new AbortController().signal);
    await writer.close?.();
    expect(plans[0]).toMatchObject({
      notes: [containing('not known'), containing('another company')],
    });
    expect(rejectionOf(writer, record('ada')).reason).toBe('id_collision');
    expect(await readFile(identity_file, 'utf8')).toBe(before);
  });

  it('ids are remembered by their very spelling where all spellings are sent', async () => {
    identifies(4);
    const section = {id_case: 'as_is'};
    await run(
      [
        ['Ada', {company: {id: 'a'}}],
        ['ada', {company: {id: 'b'}}],
      ],
      section,
    );
    const again = await run(
      [
        ['Ada', {company: {id: 'a'}}],
        ['ada', {company: {id: 'b'}}],
      ],
      section,
    );
    expect(again.outcomes).toEqual(['written', 'written']);
    expect(JSON.stringify(again.logged)).not.toContain('another company');
  });
});

describe('the table of identities', () => {
  it('behaves as a map for any digests', () => {
    const word = fc.oneof(fc.integer({min: 0, max: 3}), fc.nat(0xffff_ffff));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(word, word, fc.nat()), {maxLength: 3000, size: 'max'}),
        (all) => {
          const table = createIdentityTable();
          const expected = new Map<string, number>();
          for (const [high, low, value] of all) {
            if (high === 0 && low === 0) continue;
            table.set({high, low}, field.company, value);
            expected.set(`${high} ${low}`, value);
          }
          expect(table.size()).toBe(expected.size);
          for (const [key, value] of expected) {
            const [high = 0, low = 0] = key.split(' ').map(Number);
            if (table.get({high, low}, field.company) !== value) return false;
          }
          return true;
        },
      ),
      {numRuns: 20},
    );
  });
});
