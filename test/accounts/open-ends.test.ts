import {openDestinations, openSources} from '../../src/accounts/open-ends';
import type {VendorWait} from '../../src/core/vendor-watch';
import {createRateLimitRelay} from '../../src/read/rate-limit-relay';
import type {SourceVendor} from '../../src/read/source-vendor';
import type {DestinationVendor} from '../../src/write/object-writer';
import {createTestKit} from '../support/test-kit';

describe('Opening accounts', () => {
  it('tells whoever watches by their name in the configuration which of them waits', () => {
    const told: VendorWait[] = [];
    const watch = {asked: () => () => undefined, waits: (wait: VendorWait) => void told.push(wait)};
    const vendor = {
      name: 'pendo',
      objects: [],
      open: (_section: unknown, kit: ReturnType<typeof createTestKit>) => {
        kit.watch?.waits({why: 'limit', vendor: 'Pendo', untilMs: 5});
        return {vendor: 'pendo'};
      },
    };
    const options = {
      ...{config: {pendo: {region: 'us'}}, schema: {}, keeper: {keep: () => Promise.resolve()}},
      kit: {...createTestKit(), watch},
    };
    openDestinations([vendor as unknown as DestinationVendor], options);
    openSources([vendor as unknown as SourceVendor], {...options, relay: createRateLimitRelay()});
    const wait = {why: 'limit', vendor: 'Pendo', account: 'pendo', untilMs: 5};
    expect(told).toEqual([wait, wait]);
  });
});
