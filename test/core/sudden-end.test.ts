import {Failure} from '../../src/core/failure';
import {createSuddenEnd, untilGivenUp} from '../../src/core/sudden-end';

const deaf = new Failure({kind: 'data', message: 'DuckDB did not stop.'});
const never = (): Promise<string> => new Promise(() => undefined);

describe('work that cannot be stopped', () => {
  it('is given up by whoever waits for it innermost, so that all around it tell how it ended', async () => {
    const suddenEnd = createSuddenEnd();
    const told: string[] = [];
    const work = untilGivenUp({suddenEnd}, async () => {
      try {
        return await untilGivenUp({suddenEnd}, never);
      } catch (error) {
        told.push(String(error));
        return 'told';
      }
    });
    suddenEnd.giveUp(deaf);
    await expect(work).resolves.toBe('told');
    expect([told, suddenEnd.gaveUp()]).toEqual([[String(deaf)], true]);
  });

  it('is waited for where nobody gives up', async () => {
    const suddenEnd = createSuddenEnd();
    await expect(untilGivenUp({suddenEnd}, () => Promise.resolve(1))).resolves.toBe(1);
    await expect(untilGivenUp({}, () => Promise.resolve(2))).resolves.toBe(2);
    const outer = untilGivenUp({suddenEnd}, never);
    suddenEnd.giveUp(deaf);
    await expect(outer).rejects.toBe(deaf);
  });
});

describe('what must happen before a process ends', () => {
  it('happens once, the latest first, unless it was taken back', () => {
    const suddenEnd = createSuddenEnd();
    const done: string[] = [];
    suddenEnd.before(() => done.push('copy removed'));
    const takeBack = suddenEnd.before(() => done.push('nothing'));
    suddenEnd.before(() => done.push('report printed'));
    takeBack();
    suddenEnd.carryOut();
    suddenEnd.carryOut();
    expect(done).toEqual(['report printed', 'copy removed']);
  });
});
