import {findNamedId} from '../../../../src/vendors/pendo/writer/find-ids';

const fields = new Set(['plan-9', 'seats']);
const find = (text: string, ...ids: string[]) => findNamedId(text, ids, fields);

describe('the id that an error text names', () => {
  it.each([
    ['user-123: bad value', 'user-123'],
    ['bad value for user-123', 'user-123'],
    ['bad value for user-123.', 'user-123'],
    ['bad value for user-123. Try again', 'user-123'],
    ['(user-123) is unknown', 'user-123'],
    ['visitorId=user-123, field plan', 'user-123'],
    ['ada@example.com is unknown', 'ada@example.com'],
    ['visitor "12" is unknown', '12'],
    ["visitor 'ada' is unknown", 'ada'],
    ['visitor "say \\"hi\\"" is unknown', 'say "hi"'],
  ])('is found: %s', (text, id) => {
    expect(find(text, 'user-12', 'other-1', id)).toBe(id);
  });

  it.each([
    ['part of a longer id', 'user-123: bad value', 'user-12'],
    ['part of a longer id behind', 'my-user-123: bad value', 'user-123'],
    ['followed by a dot inside a name', 'user-1.example is bad', 'user-1'],
    ['a word', 'unknown value', 'value'],
    ['a number', 'only 1200 values', '1200'],
    ['too short', 'a1 is bad', 'a1'],
    ['a field', 'plan-9 is bad', 'plan-9'],
    ['not there', 'something is bad', 'user-123'],
  ])('is not one that is %s', (_why, text, id) => {
    expect(find(text, id)).toBeUndefined();
  });

  it('is none when several are named', () => {
    expect(find('user-1 and user-2 collide', 'user-1', 'user-2')).toBeUndefined();
  });
});
