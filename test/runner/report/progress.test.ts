import {createProgress} from '../../../src/runner/report/progress';

function record(live: boolean): {
  progress: ReturnType<typeof createProgress>;
  text: () => string;
  clock: {ms: number};
} {
  let text = '';
  const clock = {ms: 0};
  const progress = createProgress({
    write: (part) => (text += part),
    live,
    width: 30,
    now: () => clock.ms,
  });
  return {progress, text: () => text, clock};
}

describe('progress', () => {
  it('keeps one line up to date on a terminal, cut to its width', () => {
    const {progress, text, clock} = record(true);
    clock.ms = 200;
    progress.reading({stream: 'pipedrive_users', records: 1234});
    clock.ms = 250;
    progress.reading({stream: 'pipedrive_users', records: 2000});
    progress.reading({stream: 'pipedrive_users', records: 3000, done: 'complete'});
    expect(text()).toBe(
      'read pipedrive_users: 1,234 n\r\x1b[2Kread pipedrive_users: 3,000 new or changed, complete\n',
    );
  });

  it('writes plain lines elsewhere: the ends, and a figure every ten seconds', () => {
    const {progress, text, clock} = record(false);
    const figures = {model: 'm', object: 'o', total: 10, rejected: 0};
    progress.sending({...figures, settled: 1});
    clock.ms = 10_000;
    progress.sending({...figures, settled: 5});
    progress.sending({...figures, settled: 6, rejected: 1});
    progress.sending({...figures, settled: 10, rejected: 1, done: 'complete'});
    progress.end();
    expect(text()).toBe('send m to o: 5 of 10\nsend m to o: 10 of 10, 1 rejected, complete\n');
  });
});
