import {Checkpoints, settleClaim} from '../../../src/write/session/checkpoints';

/** Checkpoints whose events are kept, with what each of them counts. */
function rig(options: {mayPass?: (objects: readonly string[]) => boolean; dryRun?: boolean} = {}) {
  const passed: [string, number, number][] = [];
  const checkpoints = new Checkpoints<string>({
    outlet: {
      send: (event) => {
        if (event.type !== 'checkpoint') throw new Error(`It sent ${event.type}.`);
        const {recordCount, rejectedRecordCount} = event.stats;
        passed.push([event.token, recordCount, rejectedRecordCount]);
        return Promise.resolve();
      },
      drained: () => Promise.resolve(),
    },
    mayPass: options.mayPass ?? (() => true),
    dryRun: options.dryRun ?? false,
  });
  return {passed, checkpoints};
}

describe('A checkpoint', () => {
  it('passes at once when no record stands before it', () => {
    const {passed, checkpoints} = rig();
    checkpoints.ofStream(['people']).close('one');
    expect(passed).toEqual([['one', 0, 0]]);
  });

  it('passes with the last of the records before it, and counts what became of them', () => {
    const {passed, checkpoints} = rig();
    const stream = checkpoints.ofStream(['people']);
    const claims = [stream.claim(1), stream.claim(1), stream.claim(1)];
    stream.close('one');
    settleClaim(claims[2] ?? stream.claim(1), false);
    settleClaim(claims[0] ?? stream.claim(1), true);
    expect(passed).toEqual([]);
    settleClaim(claims[1] ?? stream.claim(1), false);
    expect(passed).toEqual([['one', 2, 1]]);
  });

  it('does not wait for records behind it, and does not count them', () => {
    const {passed, checkpoints} = rig();
    const stream = checkpoints.ofStream(['people']);
    const before = stream.claim(1);
    stream.close('one');
    const behind = stream.claim(1);
    settleClaim(before, false);
    expect(passed).toEqual([['one', 1, 0]]);
    settleClaim(behind, false);
    stream.close('two');
    expect(passed.at(-1)).toEqual(['two', 1, 0]);
  });

  it('waits for the checkpoints before it', () => {
    const {passed, checkpoints} = rig();
    const stream = checkpoints.ofStream(['people']);
    const first = stream.claim(1);
    stream.close('one');
    const second = stream.claim(1);
    stream.close('two');
    settleClaim(second, false);
    expect(passed).toEqual([]);
    settleClaim(first, false);
    expect(passed.map(([token]) => token)).toEqual(['one', 'two']);
  });

  it('counts a record of several objects once, when the last of them is done with it', () => {
    const {passed, checkpoints} = rig();
    const stream = checkpoints.ofStream(['people', 'accounts']);
    const [rejected, written] = [stream.claim(2), stream.claim(2)];
    stream.close('one');
    settleClaim(rejected, true);
    settleClaim(written, false);
    settleClaim(rejected, false);
    expect(passed).toEqual([]);
    settleClaim(written, false);
    expect(passed).toEqual([['one', 1, 1]]);
  });

  it('is held back as long as it may not pass, and passes when it is looked at again', () => {
    const held = new Set(['people']);
    const {passed, checkpoints} = rig({
      mayPass: (objects) => !objects.some((one) => held.has(one)),
    });
    checkpoints.ofStream(['people']).close('one');
    checkpoints.ofStream(['accounts']).close('two');
    expect(passed.map(([token]) => token)).toEqual(['two']);
    held.clear();
    checkpoints.release();
    expect(passed.map(([token]) => token)).toEqual(['two', 'one']);
  });

  it('of a dry run confirms nothing, whatever may pass', () => {
    let asked = 0;
    const mayPass = (): boolean => {
      asked += 1;
      return false;
    };
    const {passed, checkpoints} = rig({dryRun: true, mayPass});
    checkpoints.ofStream(['people']).close('one');
    expect([passed, asked]).toEqual([[], 0]);
  });
});
