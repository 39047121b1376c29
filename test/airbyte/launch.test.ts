import {EventEmitter} from 'node:events';
import {launch, type ProcessHost} from '../../src/airbyte/launch';
import {createProgram} from '../../src/airbyte/program';
import {capture} from './support/capture';
import {frozenClock} from './support/clock';

interface FakeHost extends ProcessHost {
  readonly codes: number[];
  readonly events: EventEmitter;
}

function fakeHost(pid = 4711): FakeHost {
  const events = new EventEmitter();
  const codes: number[] = [];
  return {
    pid,
    codes,
    events,
    on: (event: string, listener: (error: Error) => void) => events.on(event, listener),
    removeAllListeners: (event) => events.removeAllListeners(event),
    exit: (code) => codes.push(code),
  };
}

function programTo(out: ReturnType<typeof capture>): ReturnType<typeof createProgram> {
  return createProgram({stdout: out.stream, clock: frozenClock, random: () => 0.5});
}

describe('launch', () => {
  it('ends the process with the code of the run', async () => {
    const host = fakeHost();
    await launch(programTo(capture()), host, () => Promise.resolve(0));
    expect(host.codes).toEqual([0]);
  });

  it.each([
    [
      'thrown by the run',
      (host: FakeHost, error: Error) => launch(programTo(out), host, () => Promise.reject(error)),
    ],
    [
      'that nobody caught',
      async (host: FakeHost, error: Error) => {
        void launch(programTo(out), host, () => new Promise(() => undefined));
        host.events.emit('uncaughtException', error);
        while (host.codes.length === 0) await new Promise(setImmediate);
      },
    ],
  ])('writes an error %s as a trace before the process ends with 1', async (_, fail) => {
    const host = fakeHost();
    await fail(host, new TypeError('x is not a function'));
    expect(host.codes).toEqual([1]);
    expect(out.messages().at(-1)).toMatchObject({
      type: 'TRACE',
      trace: {
        type: 'ERROR',
        error: {
          failure_type: 'system_error',
          message: expect.stringContaining('x is not a function') as string,
        },
      },
    });
  });
  const out = capture();

  it('takes no part in signals and turns warnings into log lines', async () => {
    const host = fakeHost();
    host.events.on('warning', () => {
      throw new Error('the handler that prints on stderr is still there');
    });
    await launch(programTo(capture()), host, () => Promise.resolve(0));
    host.events.emit('warning', new Error('careful'));
    expect(host.events.eventNames().toSorted()).toEqual([
      'beforeExit',
      'uncaughtException',
      'warning',
    ]);
  });

  it('says that the outcome is not known, with 1, when nothing is left to wait for', async () => {
    const host = fakeHost();
    void launch(programTo(out), host, () => new Promise(() => undefined));
    host.events.emit('beforeExit');
    while (host.codes.length === 0) await new Promise(setImmediate);
    expect(host.codes).toEqual([1]);
    expect(out.messages().at(-1)).toMatchObject({
      trace: {error: {message: expect.stringContaining('before its work was finished') as string}},
    });
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ])('ends on %s with %i as the first process of a container', async (signal, code) => {
    const host = fakeHost(1);
    void launch(programTo(capture()), host, () => new Promise(() => undefined));
    host.events.emit(signal);
    expect(host.codes).toEqual([code]);
  });
});
