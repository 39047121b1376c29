import {collectSecrets} from '../config/collect-secrets';
import {placedSections, type PlacedSection, type SectionOwner} from '../config/vendor-sections';
import type {JsonObject} from '../core/json';
import type {SecretMask} from '../core/secrets/secret-mask';
import {tryAll} from '../core/combine-failures';

/** Where sections that a vendor changed, such as a rotated token, are kept for later. */
export interface SectionKeeper {
  /** The section to use in place of the configured one; absent: always that one. */
  current?(place: PlacedSection): JsonObject;
  /** Keeps a changed section durably; `config` is the whole configuration with it. */
  keep(place: PlacedSection, section: JsonObject, config: JsonObject): Promise<void>;
}

/** One end's configuration, checked, with what belongs to it. */
export interface AccountsConfig {
  readonly config: JsonObject;
  /** Its schema, which says what is secret. */
  readonly schema: JsonObject;
  /** Learns every secret before its account is opened, and again when a section changes. */
  readonly mask: SecretMask;
  readonly keeper: SectionKeeper;
}

/** An account as it is about to be opened. */
interface Account {
  /** Its name; see `PlacedSection`. */
  readonly account: string;
  /** Its section as it is now. */
  readonly section: JsonObject;
  readonly saveSection: (section: JsonObject) => Promise<void>;
}

/**
 * Opens each vendor that has a section, once per entry where it is a list. All of them are tried; what
 * they refuse (a foreign base URL, for example) is thrown together.
 */
export function openAccounts<Owner extends SectionOwner, Opened>(
  owners: readonly Owner[],
  accounts: AccountsConfig,
  open: (owner: Owner, account: Account) => Opened,
): readonly Opened[] {
  const whole = {config: accounts.config};
  return tryAll(
    owners.map((owner) => (): readonly Opened[] => {
      const places = placedSections(owner, accounts.config);
      return tryAll(
        places.map((place) => (): Opened => open(owner, accountAt(place, accounts, whole))),
      );
    }),
  ).flat();
}

function accountAt(
  place: PlacedSection,
  {keeper, schema, mask}: AccountsConfig,
  /** The configuration as all saved sections have made it. */
  whole: {config: JsonObject},
): Account {
  const put = (section: JsonObject): JsonObject => {
    const config = place.putInto(whole.config, section);
    for (const secret of collectSecrets(schema, config)) mask.add(secret);
    return config;
  };
  const section = keeper.current?.(place) ?? place.section;
  whole.config = put(section);
  return {
    account: place.account,
    section,
    saveSection: async (next) => {
      whole.config = put(next);
      await keeper.keep(place, next, whole.config);
    },
  };
}
