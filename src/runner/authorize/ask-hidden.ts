import {createInterface} from 'node:readline/promises';
import {Writable} from 'node:stream';

/**
 * Asks for a line without showing what is typed. Ctrl-C is handed on as SIGINT, because a terminal that
 * is read key by key makes no signal of it. Rejects when the signal is aborted or the input ends.
 */
export async function askHidden({
  input,
  output,
  question,
  signal,
}: {
  /** The keyboard, a terminal. */
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  readonly question: string;
  readonly signal: AbortSignal;
}): Promise<string> {
  output.write(question);
  const nowhere = new Writable({write: (_chunk, _encoding, done) => done()});
  const lines = createInterface({input, output: nowhere, terminal: true});
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  const ended = new Promise<never>((_resolve, reject) => {
    lines.once('close', () => reject(new Error('The input ended before an answer was typed.')));
  });
  try {
    return await Promise.race([lines.question('', {signal}), ended]);
  } finally {
    lines.close();
    ended.catch(() => undefined);
    output.write('\n');
  }
}
