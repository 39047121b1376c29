import type {WriteEvent} from './session';

/** Hands events to the listener, one after the other; once it has thrown, it gets no more. */
export interface EventOutlet<Token> {
  /** Resolves when the event was handed over, or when the outlet has broken; never rejects. */
  send(event: WriteEvent<Token>): Promise<void>;
  /** Resolves when everything sent so far was handed over. */
  drained(): Promise<void>;
}

/** Creates an outlet; `onBroken` gets what the listener threw, once. */
export function createEventOutlet<Token>(
  emit: (event: WriteEvent<Token>) => Promise<void>,
  onBroken: (thrown: unknown) => void,
): EventOutlet<Token> {
  let broken = false;
  let tail = Promise.resolve();
  const handOver = async (event: WriteEvent<Token>): Promise<void> => {
    if (broken) return;
    try {
      await emit(event);
    } catch (thrown) {
      broken = true;
      onBroken(thrown);
    }
  };
  return {
    send: (event) => {
      tail = tail.then(() => handOver(event));
      return tail;
    },
    drained: () => tail,
  };
}
