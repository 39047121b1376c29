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
    [409, 'in-progress'],
    [409, 'A sync is running'],
    [409, 'Two syncs are processing this id'],
    [409, 'It is still running'],
    [409, 'It is already processing'],
    [409, 'The account is being written'],
    [409, 'Another change is under way'],
    [409, 'The server is BUSY'],
    [409, 'Concurrent update'],
    [409, 'It is changed concurrently'],
    [409, 'It is temporarily locked'],
    [409, 'Please retry'],
    [409, 'Come back later'],
    [409, 'Temporary conflict'],
    [409, 'Temporarily refused'],
    [409, 'Blocked by another request'],
    [409, 'Blocked by another job'],
  ])('says so with %i %s', (status, words) => {
    expect(isBusy(status, words)).toBe(true);
  });

  it.each([
    [409, '{"scimType":"uniqueness","detail":"userName is taken."}'],
    [409, 'A user with this email already exists. Please try again with another one.'],
    [409, 'Conflict'],
    [409, 'A duplicate. Try again later'],
    [409, 'Duplicated name, try again later'],
    [409, 'Not unique, try again later'],
    [409, 'The address is in use, try again later'],
    [409, 'The address is already used, try again later'],
    [409, 'already registered, try again later'],
    [409, 'already assigned, try again later'],
    [409, 'already invited, try again later'],
    [409, 'is already a member, try again later'],
    [409, 'does exist, try again later'],
    [409, 'Unlater'],
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
