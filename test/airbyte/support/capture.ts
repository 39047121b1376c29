import {Writable} from 'node:stream';

/** A stand-in for stdout that keeps what is written. */
export interface Capture {
  readonly stream: Writable;
  text(): string;
  /** Every line, parsed. */
  messages(): readonly Message[];
}

/** A message as a client sees it: only its shape is asserted. */
export type Message = Readonly<Record<string, unknown>> & {readonly type: string};

export function capture(): Capture {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      chunks.push(chunk);
      done();
    },
  });
  const text = (): string => Buffer.concat(chunks).toString('utf8');
  return {
    stream,
    text,
    messages: () =>
      text()
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Message),
  };
}
