import fc from 'fast-check';
import {understandBody, type UnderstoodBody} from '../../../src/http/wire/understand-body';
import {createSecretMask} from '../../../src/core/secrets/secret-mask';
import {vendorWords} from '../../../src/http/verdict/vendor-words';

const mask = createSecretMask(['hidden-token-1']);

function understood(bytes: Buffer, contentType?: string): UnderstoodBody {
  const body = understandBody(bytes, {complete: true, contentType});
  if (body === 'too_large') throw new Error('The body is too large.');
  return body;
}

const of = (text: string): UnderstoodBody => understood(Buffer.from(text, 'utf8'));

describe('a body', () => {
  it('that is JSON is read as JSON.parse reads it', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(of(text)).toMatchObject({kind: 'json', value: JSON.parse(text) as unknown});
      }),
    );
  });

  it('that is the beginning of a JSON object or list is never taken for anything whole', () => {
    const whole = fc.oneof(
      fc.dictionary(fc.string(), fc.jsonValue(), {minKeys: 1}),
      fc.array(fc.jsonValue(), {minLength: 1}),
    );
    fc.assert(
      fc.property(whole, fc.double({min: 0, max: 1, noNaN: true}), (value, share) => {
        const text = JSON.stringify(value);
        const cut = text.slice(0, 1 + Math.floor(share * (text.length - 2)));
        expect(['truncated', 'text']).toContain(of(cut).kind);
      }),
    );
  });

  it.each([
    ['', 'empty'],
    [' \r\n ', 'empty'],
    ['<!DOCTYPE html><p>', 'html'],
    ['\n <html>', 'html'],
    ['{"a":1', 'truncated'],
    ['[1,2', 'truncated'],
    ['{a:1}', 'text'],
    ['Bad Gateway', 'text'],
    ['\ufeff{"a":1}', 'json'],
  ])('%j is %s', (text, kind) => {
    expect(of(text).kind).toBe(kind);
  });

  it.each([
    '{"users":[],"users":[{"id":1}]}',
    '{"a":{"b":[{"id":1,"id":2}]}}',
    '[{"id":1,"\\u0069d":2},{"id":3}]',
    '{"n":12345678901234567890,"x":"a:b","n":1}',
  ])('that says a name twice with different values is none: %s', (text) => {
    const {kind, problem} = of(text);
    expect({kind, problem}).toEqual({
      kind: 'text',
      problem: expect.stringMatching(/^holds "(users|id|n)" twice in one object/) as string,
    });
  });

  it.each(['{"a":1,"a": 1}', '{"a":{"b":1},"b":{"b":1}}', '{"a":"x:{\\"a\\":1","__proto__":2}'])(
    'that repeats nothing else is JSON: %s',
    (text) => {
      expect(of(text)).toMatchObject({kind: 'json', value: JSON.parse(text) as unknown});
    },
  );

  it('that ended early is cut off, even if what came is JSON', () => {
    expect(understandBody(Buffer.from('{}'), {complete: false})).toMatchObject({kind: 'truncated'});
  });
});

describe("the vendor's words", () => {
  it.each([
    // PagerDuty's shapes (a) to (e) and (g), PandaDoc's, Pipedrive's, SCIM's, UserGuiding's.
    [{error: {message: 'Invalid Input', code: 2001, errors: ['Name is long']}}, 'Invalid Input'],
    [{errors: 'not allowed'}, 'not allowed'],
    [{error: ['one', 'two']}, 'one; two'],
    [{error: 'account-level access token'}, 'account-level access token'],
    [{errors: {name: ['is long', 'is odd']}}, 'name: is long; is odd'],
    [
      {type: 'request_error', detail: {count: ['A valid integer is required.']}},
      'count: A valid integer is required.',
    ],
    [{success: false, error: 'unauthorized access', error_info: 'see'}, 'unauthorized access'],
    [{schemas: ['x'], status: '404', detail: 'User not found'}, 'User not found'],
    [{detail: [{msg: 'x', message: 'field required'}]}, 'field required'],
    [{error: 'invalid_grant', error_description: 'gone'}, 'gone'],
    ['plain', 'plain'],
    [{data: null}, undefined],
    [{error: null, errors: [], message: ''}, undefined],
    [null, undefined],
    [[], undefined],
  ])('in %j are %j', (body, words) => {
    expect(vendorWords(body, mask)).toBe(words);
  });

  it('hide secrets, also one that is cut in two by the shortening', () => {
    for (const padding of [0, 150, 190, 195, 199]) {
      const words = vendorWords({error: `${'x'.repeat(padding)}hidden-token-1 and more`}, mask);
      expect(words).not.toMatch(/hid|token/);
    }
  });

  it('are at most 200 characters on one line, whatever was sent', () => {
    fc.assert(
      fc.property(fc.anything(), fc.string({maxLength: 1_000, size: 'max'}), (value, text) => {
        for (const body of [value, {error: value}, {message: text}, {detail: [text, value]}]) {
          const words = vendorWords(body, mask);
          if (words === undefined) continue;
          expect(words.length).toBeLessThanOrEqual(200);
          expect(words).not.toMatch(/[\n\r\t]/);
        }
      }),
    );
  });
});
