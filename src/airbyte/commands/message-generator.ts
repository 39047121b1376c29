import type {AirbyteMessage} from 'faros-airbyte-cdk/lib/protocol';
import {cdkMessages} from '../protocol/cdk-messages';
import type {OutMessage, SendMessage} from '../protocol/messages';

/** A message that waits to be taken. */
interface Offer {
  readonly message: OutMessage;
  readonly taken: () => void;
}

/**
 * The engines push, the CDK pulls: runs `work` and yields what it sends, one at a time, in order.
 * Throws what `work` throws, after its messages. When the consumer stops early, later messages
 * are dropped, so that `work` is never left waiting.
 */
export async function* messagesOf(
  work: (send: SendMessage) => Promise<void>,
): AsyncGenerator<AirbyteMessage> {
  const offers: Offer[] = [];
  const flow = {open: true, finished: false, wake: (): void => undefined};
  const send: SendMessage = (message) =>
    new Promise((resolve) => {
      if (!flow.open) {
        resolve();
        return;
      }
      offers.push({message, taken: resolve});
      flow.wake();
    });
  const running = work(send).finally(() => {
    flow.finished = true;
    flow.wake();
  });
  running.catch(() => undefined);
  try {
    for (;;) {
      const offer = offers.shift();
      if (offer) {
        try {
          yield* cdkMessages(offer.message);
        } finally {
          offer.taken();
        }
      } else if (flow.finished) {
        break;
      } else {
        await new Promise<void>((resolve) => (flow.wake = resolve));
      }
    }
    await running;
  } finally {
    flow.open = false;
    for (const offer of offers) offer.taken();
  }
}
