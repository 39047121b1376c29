import fc from 'fast-check';
import {Failure, toFailure} from '../../src/core/failure';

describe('a failure', () => {
  it('says what it was told, word for word, whatever the words', () => {
    fc.assert(
      fc.property(fc.string(), (message) => {
        expect(new Failure({kind: 'data', message}).message).toBe(message);
      }),
    );
  });

  it('keeps kind, detail, cause, status and reset', () => {
    const cause = new Error('why');
    const failure = new Failure({
      kind: 'limited',
      message: 'Wait.',
      detail: 'HTTP 429',
      cause,
      resetAtMs: 5,
      status: 429,
    });
    expect(failure).toBeInstanceOf(Error);
    expect(failure).toMatchObject({
      name: 'Failure',
      kind: 'limited',
      message: 'Wait.',
      detail: 'HTTP 429',
      resetAtMs: 5,
      status: 429,
    });
    expect(failure.cause()).toBe(cause);
  });

  it('does not mix the words of its cause into its own', () => {
    const failure = new Failure({kind: 'auth', message: 'No.', cause: new Error('secret')});
    expect(failure.message).toBe('No.');
  });

  it('does without a cause that is not an error', () => {
    expect(new Failure({kind: 'auth', message: 'No.', cause: 'text'}).cause()).toBeUndefined();
  });
});

describe('the funnel', () => {
  it('leaves failures as they are', () => {
    const failure = new Failure({kind: 'config', message: 'No.'});
    expect(toFailure(failure)).toBe(failure);
  });

  it('makes a system failure of an object that refuses to become text', () => {
    expect(toFailure({toString: []})).toMatchObject({
      kind: 'system',
      message: expect.stringContaining('[object Object]') as unknown,
    });
  });

  it('makes a system failure of anything else that was thrown', () => {
    fc.assert(
      fc.property(fc.anything(), (thrown) => {
        const failure = toFailure(thrown);
        expect(failure).toBeInstanceOf(Failure);
        expect(failure.kind).toBe('system');
        expect(failure.message).toContain('report it');
      }),
    );
  });

  it('keeps an error as the cause and shows its words', () => {
    const error = new TypeError('x is not a function');
    const failure = toFailure(error);
    expect(failure.cause()).toBe(error);
    expect(failure.message).toContain('x is not a function');
  });
});
