import {Failure} from '../core/failure';
import {isJsonObject, type Json, type JsonObject} from '../core/json';
import {isUsed, withoutUse} from './section-use';

/** A vendor as far as its place in the configuration goes. */
export interface SectionOwner {
  /** Name of its section. */
  readonly name: string;
  /**
   * For a section that is a list: the name of the account that an entry describes. Each entry is an
   * account of its own, and no two may have the same name.
   */
  readonly nameEntry?: (entry: JsonObject) => string;
  /**
   * For a section that is a list: sections that are entries of it, with the members that the name of
   * the section stands for.
   */
  readonly entrySections?: readonly EntrySection[];
}

/** A section that is an entry of another section's list. */
interface EntrySection {
  readonly name: string;
  readonly fixed: JsonObject;
}

/** A section, or one entry of a section that is a list, as its vendor uses it. */
export interface PlacedSection {
  /** Name of the account that it describes: the vendor's, or what `nameEntry` gives. */
  readonly account: string;
  readonly section: JsonObject;
  /** The configuration, in the shape that the user gave it, with another section in this one's place. */
  readonly putInto: (config: JsonObject, section: JsonObject) => JsonObject;
}

/**
 * From a checked configuration as it was given to the accounts that it has of a vendor, in its order;
 * empty without a section, and for one that is not used. Throws a `config` Failure when two places
 * describe the same account.
 */
export function placedSections(owner: SectionOwner, config: JsonObject): readonly PlacedSection[] {
  const {name, nameEntry, entrySections = []} = owner;
  if (nameEntry === undefined) {
    return usedObject(config[name]).map((section) => ({
      account: name,
      ...ownSection(name, section),
    }));
  }
  const own = entrySections.flatMap(({name: place, fixed}) =>
    usedObject(config[place]).map((section) => {
      const {section: given, putInto} = ownSection(place, section);
      return {
        place,
        account: nameEntry({...given, ...fixed}),
        section: {...given, ...fixed},
        putInto: (whole: JsonObject, next: JsonObject) => putInto(whole, without(next, fixed)),
      };
    }),
  );
  const listed = entriesOf(config[name]).map((entry, index) => ({
    place: `${name}[${index}]`,
    account: nameEntry(entry),
    section: entry,
    putInto: (whole: JsonObject, next: JsonObject) => ({
      ...whole,
      [name]: entriesOf(whole[name]).map((old, at) => (at === index ? next : old)),
    }),
  }));
  const placed = [...own, ...listed];
  refuseTwins(placed);
  return placed;
}

function usedObject(section: Json | undefined): readonly JsonObject[] {
  return isJsonObject(section) && isUsed(section) ? [section] : [];
}

/** The word `use` is the form's: vendors never see it, and it comes back where it stood. */
function ownSection(name: string, given: JsonObject): Pick<PlacedSection, 'section' | 'putInto'> {
  const use = given['use'];
  return {
    section: withoutUse(given),
    putInto: (whole, next) => ({...whole, [name]: {...(use !== undefined && {use}), ...next}}),
  };
}

function without(section: JsonObject, fixed: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(section).filter(([name]) => !Object.hasOwn(fixed, name)),
  );
}

function entriesOf(section: Json | undefined): readonly JsonObject[] {
  return Array.isArray(section) ? section.filter((entry) => isJsonObject(entry)) : [];
}

function refuseTwins(placed: readonly (PlacedSection & {readonly place: string})[]): void {
  const places = new Map<string, string>();
  for (const {account, place} of placed) {
    const first = places.get(account);
    if (first !== undefined) {
      throw new Failure({
        kind: 'config',
        message: `"${place}" describes ${account}, which "${first}" already describes. Remove one of the two.`,
      });
    }
    places.set(account, place);
  }
}
