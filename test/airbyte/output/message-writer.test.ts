import {PassThrough, Writable} from 'node:stream';
import {createLineOutput} from '../../../src/airbyte/output/line-output';
import {MessageWriter} from '../../../src/airbyte/output/message-writer';
import {createOutputMask} from '../../../src/airbyte/output/output-mask';
import type {OutMessage} from '../../../src/airbyte/protocol/messages';
import {capture} from '../support/capture';

const secret = 'p@ss word/0123456789+"x"';

function writerTo(stream: Writable, level?: string): MessageWriter {
  const mask = createOutputMask();
  mask.add(secret);
  mask.add('type');
  return new MessageWriter(
    createLineOutput(stream, () => undefined),
    mask,
    level,
  );
}

describe('the message writer', () => {
  it('masks every form of a secret in texts, and never the frame of the message', async () => {
    const out = capture();
    const writer = writerTo(out.stream);
    const forms = [
      secret,
      encodeURIComponent(secret),
      Buffer.from(secret).toString('base64'),
      JSON.stringify(secret),
    ];
    for (const form of forms) writer.log('ERROR', `it was ${form}`);
    const error = {
      message: secret,
      internal_message: secret,
      stack_trace: secret,
      failure_type: 'system_error',
    } as const;
    await writer.send({type: 'TRACE', trace: {type: 'ERROR', emitted_at: 1, error}});
    await writer.send({
      type: 'CONNECTION_STATUS',
      connectionStatus: {status: 'FAILED', message: secret},
    });
    await writer.send({
      type: 'RECORD',
      lines: `{"type":"RECORD","record":{"data":${JSON.stringify({secret})}}}\n`,
    });
    await writer.flush();
    expect(out.messages().map((message) => message.type)).toEqual([
      'LOG',
      'LOG',
      'LOG',
      'LOG',
      'TRACE',
      'CONNECTION_STATUS',
      'RECORD',
    ]);
    for (const form of forms) expect(out.text()).not.toContain(form);
    expect(out.text()).not.toContain('0123456789');
    expect(writer.errorTraces).toBe(1);
  });

  it('keeps the real values of a CONTROL message, which the platform must store', async () => {
    const out = capture();
    const writer = writerTo(out.stream);
    await writer.send({
      type: 'CONTROL',
      control: {type: 'CONNECTOR_CONFIG', emitted_at: 1, connectorConfig: {config: {secret}}},
    });
    await writer.flush();
    expect(out.messages()[0]).toMatchObject({control: {connectorConfig: {config: {secret}}}});
  });

  it('keeps levels as they are and drops what is below LOG_LEVEL', async () => {
    const out = capture();
    const writer = writerTo(out.stream, 'warn');
    for (const level of ['ERROR', 'WARN', 'INFO', 'DEBUG'] as const) writer.log(level, 'x\ny');
    await writer.flush();
    expect(out.messages()).toEqual([
      {type: 'LOG', log: {level: 'ERROR', message: 'x\ny'}},
      {type: 'LOG', log: {level: 'WARN', message: 'x\ny'}},
    ]);
  });

  it.each([undefined, '', 'LOUD'])('takes INFO for the level %p, which is none', async (level) => {
    const out = capture();
    const writer = writerTo(out.stream, level);
    for (const each of ['INFO', 'DEBUG'] as const) writer.log(each, 'x');
    await writer.flush();
    expect(out.messages()).toHaveLength(1);
  });

  it('throws what cannot be serialised instead of dropping it', async () => {
    const writer = writerTo(capture().stream);
    const message = {type: 'SPEC', spec: {big: 1n}} as unknown as OutMessage;
    await expect(writer.send(message)).rejects.toThrow('BigInt');
  });

  it('writes nothing on stderr', async () => {
    const stderr = jest.spyOn(process.stderr, 'write');
    const stream = new PassThrough();
    const writer = writerTo(stream);
    stream.destroy(new Error('EPIPE'));
    await new Promise((resolve) => stream.once('close', resolve));
    writer.log('INFO', 'nobody reads this');
    await writer.flush();
    expect(stderr).not.toHaveBeenCalled();
  });
});

describe('the line output', () => {
  it('gathers small lines into few writes', async () => {
    const writes: number[] = [];
    const stream = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        writes.push(chunk.length);
        done();
      },
    });
    const output = createLineOutput(stream, () => undefined);
    for (let index = 0; index < 10_000; index += 1) void output.write(`${'x'.repeat(99)}\n`);
    await output.flush();
    const sizes = writes.filter((size) => size > 0);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(1_000_000);
    expect(sizes.length).toBeLessThan(20);
  });

  it('sends a single line without waiting for more', async () => {
    const out = capture();
    const output = createLineOutput(out.stream, () => undefined);
    void output.write('one\n');
    await new Promise(setImmediate);
    expect(out.text()).toBe('one\n');
  });

  it('makes the writer wait for a slow reader, and goes on when it reads', async () => {
    const stream = new PassThrough({highWaterMark: 1000});
    const output = createLineOutput(stream, () => undefined);
    const waiting = output.write('x'.repeat(100_000));
    expect(waiting).toBeInstanceOf(Promise);
    const order: string[] = [];
    const done = waiting?.then(() => order.push('written'));
    await new Promise(setImmediate);
    order.push('read');
    stream.resume();
    await done;
    expect(order).toEqual(['read', 'written']);
  });

  it.each(['while waiting', 'while flushing'])(
    'reports a reader that hangs up %s, once',
    async (when) => {
      const stream = new PassThrough({highWaterMark: 10});
      const calls: string[] = [];
      const output = createLineOutput(stream, () => calls.push('broken'));
      const waiting = output.write('x'.repeat(100_000));
      const pending = when === 'while waiting' ? waiting : output.flush();
      stream.destroy(new Error('EPIPE'));
      await pending;
      expect(calls).toEqual(['broken']);
      expect(output.broken()).toBe(true);
      expect(output.write('more\n')).toBeUndefined();
      await output.flush();
    },
  );
});
