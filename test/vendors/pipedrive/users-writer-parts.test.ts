import fc from 'fast-check';
import {prepareRecord} from '../../../src/vendors/pipedrive/users-writer/prepare-record';
import {
  toVendorUser,
  type VendorUser,
} from '../../../src/vendors/pipedrive/users-writer/vendor-user';
import {WorkLine} from '../../../src/vendors/pipedrive/users-writer/work-line';
import {createPeopleDirectory} from '../../../src/vendors/shared/people/people-directory';

import {userRecord} from './users-writing';

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('the directory of users', () => {
  const user = (id: number, email: string) => toVendorUser({id, email, active_flag: true});

  it('forgets the former e-mail of a user who is listed with another one later', () => {
    const directory = createPeopleDirectory<number, VendorUser>();
    directory.put([user(1, 'Old@example.com')]);
    directory.put([user(1, 'new@example.com'), user(2, 'other@example.com')]);
    expect(directory.byEmail('old@example.com')).toEqual([]);
    expect(directory.byEmail('new@example.com').map(({id}) => id)).toEqual([1]);
  });

  it('finds a user by every spelling of the e-mail, and nobody by another one', () => {
    const blanks = fc.constantFrom('', ' ', '\t', '  ');
    const spelling = fc.tuple(
      fc.emailAddress(),
      fc.array(fc.boolean(), {minLength: 1}),
      fc.tuple(blanks, blanks),
    );
    const property = fc.property(spelling, fc.emailAddress(), ([email, upper, ends], other) => {
      fc.pre(email.length <= 254 && email.toLowerCase() !== other.toLowerCase());
      const directory = createPeopleDirectory<number, VendorUser>();
      directory.put([user(1, email)]);
      const spelled = email.replace(/./gs, (each, at: number) =>
        upper[at % upper.length] === true ? each.toUpperCase() : each.toLowerCase(),
      );
      const prepared = prepareRecord(directory, userRecord(`${ends[0]}${spelled}${ends[1]}`));
      const key = prepared.ok ? prepared.prepared.record.key : '';
      expect(directory.byEmail(key).map(({id}) => id)).toEqual([1]);
      expect(directory.byEmail(other.toLowerCase())).toEqual([]);
    });
    fc.assert(property);
  });

  it('finds nobody by the text that deleted users share (Q14)', () => {
    const directory = createPeopleDirectory<number, VendorUser>();
    directory.put(
      [3, 4].map((id) => toVendorUser({id, email: '(deleted user)', is_deleted: true})),
    );
    expect(directory.byEmail('(deleted user)')).toEqual([]);
    expect(directory.byId(4)).toMatchObject({deleted: true, active: false});
  });

  it.each([{email: 'a@example.com', active_flag: true}, {id: 1}, {id: 1.5, active_flag: true}])(
    'takes in nobody of whom it is not said who it is and whether it is active: %j',
    (fields) => {
      expect(() => toVendorUser(fields)).toThrow('nothing can be written safely');
    },
  );
});

describe('the line of work', () => {
  it('does what comes last only while nothing else waits or is being done', async () => {
    const line = new WorkLine(2);
    const begun: string[] = [];
    const ends: (() => void)[] = [];
    const work = (name: string) => async () => {
      begun.push(name);
      await new Promise<void>((resolve) => ends.push(resolve));
    };
    const all = [
      line.run('last', work('z1')),
      line.run('first', work('a1')),
      line.run('first', work('a2')),
      line.run('first', work('a3')),
      line.run('last', work('z2')),
    ];
    await settle();
    expect(begun).toEqual(['a1', 'a2']);
    for (let done = 0; done < 5; done += 1) {
      ends[done]?.();
      await settle();
      // One of the first kind at work keeps the last kind waiting, though a worker is free.
      if (done === 1) expect(begun).toEqual(['a1', 'a2', 'a3']);
    }
    await Promise.all(all);
    expect(begun).toEqual(['a1', 'a2', 'a3', 'z1', 'z2']);
  });

  it('begins nothing more after a failure, and lets end what was begun', async () => {
    const line = new WorkLine(2);
    const begun: number[] = [];
    const runs = [0, 1, 2, 3].map((number) =>
      line.run('first', async () => {
        begun.push(number);
        await settle();
        if (number === 0) throw new Error('gone');
        return number;
      }),
    );
    const results = await Promise.allSettled(runs);
    expect(results.map(({status}) => status)).toEqual([
      'rejected',
      'fulfilled',
      'rejected',
      'rejected',
    ]);
    expect(begun).toEqual([0, 1]);
    await expect(line.run('last', () => Promise.resolve(1))).rejects.toMatchObject({
      kind: 'system',
    });
  });
});
