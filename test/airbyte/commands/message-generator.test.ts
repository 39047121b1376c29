import {messagesOf} from '../../../src/airbyte/commands/message-generator';
import type {OutMessage} from '../../../src/airbyte/protocol/messages';

describe('messagesOf', () => {
  const log = (message: string): OutMessage => ({type: 'LOG', log: {level: 'INFO', message}});

  it('yields in order and lets the work go on only when a message was taken', async () => {
    const seen: string[] = [];
    const messages = messagesOf(async (send) => {
      for (const text of ['a', 'b', 'c']) {
        await send(log(text));
        seen.push(`sent ${text}`);
      }
    });
    for await (const message of messages) {
      const {log: taken} = message as unknown as {readonly log: {readonly message: string}};
      seen.push(`took ${taken.message}`);
    }
    expect(seen).toEqual(['took a', 'sent a', 'took b', 'sent b', 'took c', 'sent c']);
  });

  it('throws what the work throws, after its messages', async () => {
    const seen: unknown[] = [];
    const reading = async (): Promise<void> => {
      const messages = messagesOf(async (send) => {
        await Promise.all([send(log('a')), send(log('b'))]);
        throw new RangeError('broken');
      });
      for await (const message of messages) seen.push(message);
    };
    await expect(reading()).rejects.toThrow('broken');
    expect(seen).toHaveLength(2);
  });

  it('leaves no work waiting when its consumer stops early', async () => {
    const work: {ended: boolean} = {ended: false};
    const messages = messagesOf(async (send) => {
      for (let index = 0; index < 5; index += 1) await send(log('x'));
      work.ended = true;
    });
    await messages.next();
    await messages.return(undefined);
    await new Promise(setImmediate);
    expect(work.ended).toBe(true);
  });

  it('yields the records of a page one by one', async () => {
    const lines =
      '{"type":"RECORD","record":{"stream":"a"}}\n{"type":"RECORD","record":{"stream":"b"}}\n';
    const seen: unknown[] = [];
    for await (const one of messagesOf((send) => send({type: 'RECORD', lines}))) seen.push(one);
    expect(seen).toEqual([
      {type: 'RECORD', record: {stream: 'a'}},
      {type: 'RECORD', record: {stream: 'b'}},
    ]);
  });
});
