import {createSecretHint} from '../../../src/core/secrets/secret-hint';

const hint = createSecretHint(['tok-1234']);

describe('the hint that a text may hold a secret', () => {
  it.each([
    'tok-1234',
    // The longest run of letters and digits is enough.
    'x1234y',
    '%31',
    '%2531',
    '%252531',
    '%4a',
    '%7A',
    '\\u0041',
    '\\u007A',
    '\\x41',
    '\\U0039',
    '\\X61',
    '&#x41;',
    '&#X041;',
    '&amp;#65;',
    '&amp;amp;#065;',
    '&#48;',
    '&#57;',
    '&#90;',
    '&#97;',
    '&#99;',
    '&#100;',
    '&#119;',
    '&#122;',
    '&#65;',
    '&#72;',
    '&#88;',
    // Behind signs that begin nothing.
    '%% \\ & %41',
    'a%2fb%41',
    '&#;&#65;',
  ])('is given by %j', (text) => {
    expect(hint(text)).toBe(true);
    expect(hint(`before ${text} behind`)).toBe(true);
  });

  it.each([
    '',
    'tok-123',
    'plain text: 100 % of it & more \\ or less',
    '%20',
    '%2f',
    '%3a',
    '%40',
    '%5b',
    '%60',
    '%7b',
    '%zz',
    '\\n',
    '\\u0020',
    '\\u1041',
    '\\x2f',
    '&lt;',
    '&#47;',
    '&#58;',
    '&#64;',
    '&#91;',
    '&#96;',
    '&#123;',
    '&#x40;',
    '&#65',
    '&amp;',
    '41%',
  ])('is not given by %j', (text) => {
    expect(hint(text)).toBe(false);
  });

  it('is given by any text where a secret has hardly a letter or digit', () => {
    expect(createSecretHint(['--a--'])('')).toBe(true);
    expect(createSecretHint(['tok-1234', '****'])('plain')).toBe(true);
    expect(createSecretHint(['--ab--'])('plain')).toBe(false);
    expect(createSecretHint(['longtoken-1'])('1 plain')).toBe(false);
  });

  it('is given by no text where there is no secret', () => {
    expect(createSecretHint([])('%41 tok-1234')).toBe(false);
  });
});
