import type {Rejection} from '../../src/write/record';
import {joinFaults, rejection} from '../../src/write/rejection';

const unknown = (name: string): Rejection => rejection('unknown_field', `No field ${name}.`);

describe('the faults of a row', () => {
  it('are one rejection with all sentences, and the first one’s reason', () => {
    const typed = rejection('invalid_type', 'Field seats needs an integer, got text.');
    expect(joinFaults([unknown('a'), unknown('b'), typed])).toEqual({
      reason: 'unknown_field',
      message: 'No field a. No field b. Field seats needs an integer, got text.',
    });
  });

  it('are left as they are where there is one, with the vendor’s answer', () => {
    const one = rejection('refused_by_vendor', 'No.', {answer: '400', words: 'bad'});
    expect(joinFaults([one])).toBe(one);
    expect(joinFaults([one, {...one}])).toBe(one);
  });

  it('are counted where they are too many to be read', () => {
    const many = Array.from({length: 13}, (_, index) => unknown(`f${index}`));
    const {message} = joinFaults([unknown('first'), ...many]);
    expect(message).toMatch(/^No field first\. No field f0\..*No field f8\. And 4 more faults\.$/);
  });
});
