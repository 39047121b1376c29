import {isBusyAnswer} from '../../../src/http/verdict/busy-answer';

const isBusy = (
  status: number,
  excerpt: string,
  headers: Record<string, string> = {},
  statuses: readonly number[] = [503],
): boolean => isBusyAnswer({status, excerpt, headers}, {statuses});

describe('a vendor that is busy', () => {
  it.each([
    [423, ''],
    [425, ''],
    [409, 'Operation in progress'],
    [409, '{"error":"another import is running"}'],
    [409, '{"message":"The visitor is being updated. Try again later."}'],
    [409, 'Resource is currently locked'],
    [409, 'An import for this id already exists and is in progress'],
  ])('says so with %i %s', (status, words) => {
    expect(isBusy(status, words)).toBe(true);
  });

  it.each([
    [409, '{"scimType":"uniqueness","detail":"userName is taken."}'],
    [409, 'A user with this email already exists. Please try again with another one.'],
    [409, 'Conflict'],
    [409, ''],
    [400, 'Operation in progress'],
  ])('is not what %i %s means', (status, words) => {
    expect(isBusy(status, words)).toBe(false);
  });

  it('is what a 409 without such words means with a retry-after, and where the policy says so', () => {
    expect(isBusy(409, 'Conflict', {'retry-after': '2'})).toBe(true);
    expect(isBusy(409, '', {}, [409])).toBe(true);
    expect(isBusy(409, 'name must be unique', {'retry-after': '2'}, [409])).toBe(false);
  });
});
