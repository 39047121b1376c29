import type {SourceVendor} from '../read/source-vendor';
import type {DestinationVendor} from '../write/object-writer';

/** All that the project knows of one vendor. */
export interface Vendor {
  readonly name: string;
  readonly source?: SourceVendor;
  readonly destination?: DestinationVendor;
}
