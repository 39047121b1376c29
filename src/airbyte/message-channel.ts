import type {AirbyteMessage} from 'faros-airbyte-cdk/lib/protocol';
import {toCdkMessage, type OutMessage} from './protocol';

/** Hands a message on; resolves when it was written. */
export type EmitMessage = (message: OutMessage) => Promise<void>;

/** A message that waits to be taken. */
interface Offer {
  readonly message: OutMessage;
  readonly taken: () => void;
}

/**
 * The engines push, the CDK pulls: runs `work` and yields what it emits, one at a time, in order.
 * Throws what `work` throws, after its messages. When the consumer stops early, later messages
 * are dropped, so that `work` is never left waiting.
 */
export async function* messagesOf(
  work: (emit: EmitMessage) => Promise<void>,
): AsyncGenerator<AirbyteMessage> {
  const offers: Offer[] = [];
  const flow = {open: true, finished: false, wake: (): void => undefined};
  const emit: EmitMessage = (message) =>
    new Promise((resolve) => {
      if (!flow.open) {
        resolve();
        return;
      }
      offers.push({message, taken: resolve});
      flow.wake();
    });
  const running = work(emit).finally(() => {
    flow.finished = true;
    flow.wake();
  });
  running.catch(() => undefined);
  try {
    for (;;) {
      const offer = offers.shift();
      if (offer) {
        try {
          yield toCdkMessage(offer.message);
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
