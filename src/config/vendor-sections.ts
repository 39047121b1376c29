import {Failure} from '../core/failure';
import {isJsonObject, type Json, type JsonObject} from '../core/json';

/** A vendor as far as its place in the configuration goes. */
export interface SectionOwner {
  /** Name of its section. */
  readonly name: string;
  /**
   * For a section that is a list: the name of the account that an entry describes. Each entry is an
   * account of its own, and no two may have the same name.
   */
  readonly nameEntry?: (entry: JsonObject) => string;
}

/** A section, or one entry of a section that is a list. */
export interface PlacedSection {
  /** Name of the account that it describes: the vendor's, or what `nameEntry` gives. */
  readonly account: string;
  readonly section: JsonObject;
  /** The configuration with another section in this one's place. */
  readonly putInto: (config: JsonObject, section: JsonObject) => JsonObject;
}

/**
 * The accounts that a checked configuration has of a vendor, in its order; empty without a section.
 * Throws a `config` Failure when two entries of a list describe the same account.
 */
export function placedSections(owner: SectionOwner, config: JsonObject): readonly PlacedSection[] {
  const {name, nameEntry} = owner;
  const section = config[name];
  if (nameEntry === undefined) {
    if (!isJsonObject(section)) return [];
    return [{account: name, section, putInto: (whole, next) => ({...whole, [name]: next})}];
  }
  const placed = entriesOf(section).map((entry, index) => ({
    account: nameEntry(entry),
    section: entry,
    putInto: (whole: JsonObject, next: JsonObject) => ({
      ...whole,
      [name]: entriesOf(whole[name]).map((old, at) => (at === index ? next : old)),
    }),
  }));
  refuseTwins(name, placed);
  return placed;
}

function entriesOf(section: Json | undefined): readonly JsonObject[] {
  return Array.isArray(section) ? section.filter((entry) => isJsonObject(entry)) : [];
}

function refuseTwins(name: string, placed: readonly PlacedSection[]): void {
  const places = new Map<string, number>();
  for (const [index, {account}] of placed.entries()) {
    const first = places.get(account);
    if (first !== undefined) {
      throw new Failure({
        kind: 'config',
        message: `"${name}[${index}]" describes ${account}, which "${name}[${first}]" describes already. Remove one of the two entries.`,
      });
    }
    places.set(account, index);
  }
}
