import {openDestinations} from '../../src/accounts/open-ends';
import type {VendorWait} from '../../src/core/vendor-watch';
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
    } as unknown as DestinationVendor;
    openDestinations([vendor], {
      ...{config: {pendo: {region: 'us'}}, schema: {}, keeper: {keep: () => Promise.resolve()}},
      kit: {...createTestKit(), watch},
    });
    expect(told).toEqual([{why: 'limit', vendor: 'Pendo', account: 'pendo', untilMs: 5}]);
  });
});
