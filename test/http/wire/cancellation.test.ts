import {getEventListeners} from 'node:events';
import {createCancellations} from '../../../src/http/wire/cancellation';

describe('The cancellations of a client', () => {
  it('listen once to a signal while any request waits, and not at all when none does', () => {
    const stop = new AbortController();
    const listeners = (): number => getEventListeners(stop.signal, 'abort').length;
    const cancellation = createCancellations()([stop.signal], 'read');
    const told: string[] = [];
    const offs = ['first', 'second'].map((name) => cancellation.on(() => void told.push(name)));
    expect(listeners()).toBe(1);
    offs[0]?.();
    expect(listeners()).toBe(1);
    offs[1]?.();
    expect(listeners()).toBe(0);
    const off = cancellation.on(() => void told.push('third'));
    stop.abort();
    off();
    expect(told).toEqual(['third']);
  });
});
