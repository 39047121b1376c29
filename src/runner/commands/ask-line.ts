import {createInterface} from 'node:readline/promises';

/** Asks for a line that is shown while it is typed. Rejects when the signal is aborted. */
export async function askLine({
  input,
  output,
  question,
  signal,
}: {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  readonly question: string;
  readonly signal: AbortSignal;
}): Promise<string> {
  const lines = createInterface({input, output});
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  try {
    return await lines.question(question, {signal});
  } finally {
    lines.close();
  }
}
