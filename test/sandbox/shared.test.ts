import {createPeople} from '../../src/sandbox/shared/people';

describe('people of the sandbox', () => {
  it('have an e-mail each, the same for every caller', () => {
    const people = createPeople(3);
    const emails = Array.from({length: 30_000}, (_, index) => people.email(index));
    expect(new Set(emails).size).toBe(emails.length);
    expect(createPeople(3).email(12_345)).toBe(emails[12_345]);
    expect(emails.every((email) => /^[a-z]+\.[a-z]+\d*@[a-z-]+\.example$/.test(email))).toBe(true);
  });
});
