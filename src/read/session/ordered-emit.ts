import type {EmitReadEvent} from '../events';

/**
 * Passes events on one after another in the order of the calls, whoever calls. Once the listener
 * has failed, nothing is passed on any more and every call fails alike; `onHangUp` hears of it.
 */
export function createOrderedEmit(
  emit: EmitReadEvent,
  onHangUp: (error: unknown) => void,
): EmitReadEvent {
  let last: Promise<void> = Promise.resolve();
  return (event) => {
    last = last.then(() => emit(event));
    last.catch(onHangUp);
    return last;
  };
}
