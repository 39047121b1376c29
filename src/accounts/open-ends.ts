import type {JsonObject} from '../core/json';
import type {Kit} from '../core/kit';
import type {VendorWatch} from '../core/vendor-watch';
import type {RateLimitRelay} from '../read/rate-limit-relay';
import type {OpenSource, SourceVendor} from '../read/source-vendor';
import type {DestinationVendor, ObjectDescription, OpenDestination} from '../write/object-writer';
import type {AnswerDeadline} from './answer-deadline';
import {openAccounts, type AccountsConfig} from './open-accounts';

/** What accounts are opened with. */
interface OpenOptions extends Omit<AccountsConfig, 'mask'> {
  readonly kit: Kit;
  /** For commands that must answer soon: stops the work of an account that does not. */
  readonly deadline?: AnswerDeadline;
}

/** Opens the configured accounts of a source; asks nobody anything. */
export function openSources(
  vendors: readonly SourceVendor[],
  {kit, deadline, ...options}: OpenOptions & {readonly relay: RateLimitRelay},
): readonly OpenSource[] {
  return openAccounts(
    vendors,
    {...options, mask: kit.mask},
    (vendor, {account, section, saveSection}) =>
      vendor.open(section, {
        ...watched(deadline?.kitOf(account, kit) ?? kit, account),
        saveSection,
        onRateLimited: (resetAtMs) => {
          deadline?.waits(account, resetAtMs);
          options.relay.of(account)(resetAtMs);
        },
      }),
  );
}

/** A destination with what the programs must know of it. */
export interface OpenedDestination {
  readonly open: OpenDestination;
  readonly objects: readonly ObjectDescription[];
  /** What its options do to what is sent. */
  readonly options: Pick<DestinationVendor, 'optionsNotSent' | 'optionsInValues'>;
  /** Its section of the configuration. */
  readonly section: JsonObject;
}

/** Opens the configured accounts of a destination; asks nobody anything. */
export function openDestinations(
  vendors: readonly DestinationVendor[],
  {kit, deadline, ...options}: OpenOptions,
): readonly OpenedDestination[] {
  return openAccounts(
    vendors,
    {...options, mask: kit.mask},
    (vendor, {account, section, saveSection}) => ({
      open: vendor.open(section, {
        ...watched(deadline?.kitOf(account, kit) ?? kit, account),
        saveSection,
      }),
      objects: vendor.objectsOf?.(section) ?? vendor.objects,
      options: vendor,
      section,
    }),
  );
}

/** Whoever watches is told which account waits. */
function watched(kit: Kit, account: string): Kit {
  const {watch} = kit;
  if (watch === undefined) return kit;
  const waits: VendorWatch['waits'] = (wait) => watch.waits({...wait, account});
  return {...kit, watch: {asked: (vendor) => watch.asked(vendor), waits}};
}
