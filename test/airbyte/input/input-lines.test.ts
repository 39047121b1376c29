import fc from 'fast-check';
import {lineBatches} from '../../../src/airbyte/input/input-lines';

async function* chunks(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  let at = 0;
  for (let index = 0; at < bytes.length; index += 1) {
    const size = sizes[index % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

async function linesOf(bytes: Buffer, sizes: readonly number[]): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const batch of lineBatches(chunks(bytes, sizes))) {
    expect(batch.firstLine).toBe(lines.length + 1);
    lines.push(...batch.lines);
  }
  return lines;
}

describe('lineBatches', () => {
  it('gives the same lines however the bytes are cut', async () => {
    const line = fc.string({unit: 'grapheme'}).map((text) => text.replaceAll('\n', '\u2028'));
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, {maxLength: 20}),
        fc.boolean(),
        fc.array(fc.integer({min: 1, max: 40}), {minLength: 1, maxLength: 10}),
        async (lines, ended, sizes) => {
          const text = lines.join('\n') + (ended ? '\n' : '');
          const expected = text.split('\n');
          if (expected.at(-1) === '') expected.pop();
          expect(await linesOf(Buffer.from(text), sizes)).toEqual(expected);
        },
      ),
    );
  });

  it('counts lines over chunks when it names one that is not UTF-8', async () => {
    const bytes = Buffer.concat([Buffer.from('a\nb\nc\n'), Buffer.from([0x64, 0xe9, 0x0a])]);
    for (const size of [1, 3, 100]) {
      await expect(linesOf(bytes, [size])).rejects.toThrow('Line 4 of the input');
    }
  });
});
