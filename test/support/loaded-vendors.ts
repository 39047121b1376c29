import type {SourceVendor} from '../../src/read/source-vendor';
import type {DestinationVendor, ObjectDescription} from '../../src/write/object-writer';

/** Vendors as the programs are given them, loaded already. */
export function loadedVendors<Vendor extends SourceVendor | DestinationVendor>(
  vendors: readonly Vendor[],
): {
  readonly names: readonly string[];
  readonly targets: readonly ObjectDescription[];
  readonly load: () => Promise<readonly Vendor[]>;
} {
  return {
    names: vendors.map(({name}) => name),
    targets: vendors.flatMap((vendor) => ('objects' in vendor ? vendor.objects : [])),
    load: () => Promise.resolve(vendors),
  };
}
