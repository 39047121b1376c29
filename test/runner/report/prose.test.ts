import {prose} from '../../../src/runner/report/prose';

describe('Sentences on a terminal', () => {
  it('go on in the next line after a whole word, further in than they began', () => {
    expect(prose('rejected: the key is null; leave it out\n  keys: a', 20)).toBe(
      'rejected: the key is\n  null; leave it out\n  keys: a',
    );
    expect(prose('  what to do: make the key unique', 20)).toBe(
      '  what to do: make\n    the key unique',
    );
  });

  it('keep a word that is too long, a table that fits, and empty lines', () => {
    const table = 'stream  read\npeople    12\n\n';
    expect(prose(table, 12)).toBe(table);
    expect(prose('see https://example.com/very/long', 10)).toBe(
      'see\n  https://example.com/very/long',
    );
  });
});
