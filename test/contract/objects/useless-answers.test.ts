import {ENDLESS, serveUseless, uselessAnswers} from '../../support/useless-server';
import type {JsonObject} from '../../../src/core/json';
import {objectCases} from './cases';
import {inWorld, type World} from './world';
import {expectSums, writeRows, type Written} from './write-rows';

/** So long is waited for each answer. */
const SHORT_MS = 30;

async function writeTo(world: World, kind: string): Promise<Written> {
  const {objectCase, initial, section, kit} = world;
  const server = await serveUseless(kind);
  const text = JSON.stringify(section).replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, server.url);
  const endless = ENDLESS.includes(kind) ? {timeoutMaxMs: SHORT_MS} : {};
  // The same section, with other addresses in it.
  const elsewhere = {...world, section: JSON.parse(text) as JsonObject, kit: {...kit, ...endless}};
  const rows = [0, 1, 2].map((at) => objectCase.row(initial, at, 0));
  const written = await writeRows(elsewhere, rows, {every: 1});
  await server.close();
  return written;
}

describe.each(objectCases)('$title', (objectCase) => {
  it('is never called written where the answers cannot be used', async () => {
    await inWorld(objectCase, async (world) => {
      for (const kind of Object.keys(uselessAnswers)) {
        const written = await writeTo(world, kind);
        expectSums(written);
        const {summary, failure, passedTooEarly} = written;
        expect({kind, passedTooEarly, ...summary}).toMatchObject({
          ...{kind, passedTooEarly: [], written: 0, unchanged: 0},
          ...(failure === undefined && {rejected: 3}),
        });
        const words = failure?.message ?? 'Every record was rejected, with a reason.';
        expect([kind, words]).toEqual([kind, expect.stringMatching(/^.{30,}\.$/s)]);
        expect([kind, words]).not.toEqual([kind, expect.stringMatching(/this is a bug/i)]);
      }
    });
  });
});
