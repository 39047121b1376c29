import type {Accepts} from '../../config/ready-checks';
import type {JsonObject} from '../../core/json';
import type {Kit} from '../../core/kit';
import type {SourceVendor} from '../../read/source-vendor';
import type {DestinationVendor} from '../../write/object-writer';
import type {MessageWriter} from '../output/message-writer';

/** The vendors of one side. Their names make the specification; their code is loaded for work only. */
export interface VendorSet<Vendor> {
  /** Names of their sections in the configuration. */
  readonly names: readonly string[];
  readonly load: () => Promise<readonly Vendor[]>;
  /** The check of the configuration that was compiled beforehand, where there is one. */
  readonly ready?: () => Promise<Accepts | undefined>;
}

/** What the commands of a connector are made from. */
export interface ConnectorParts<Vendor> {
  readonly vendors: VendorSet<Vendor>;
  /** The connector specification, assembled when it is asked for. */
  readonly spec: () => JsonObject;
  readonly kit: Kit;
  readonly writer: MessageWriter;
}

/** What the source is made from. */
export type SourceParts = ConnectorParts<SourceVendor>;

/** What the destination is made from. */
export type DestinationParts = ConnectorParts<DestinationVendor>;
