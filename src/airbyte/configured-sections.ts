import {toFailure, type Failure} from '../core/failure';
import {placedSections, type PlacedSection, type SectionOwner} from '../config/vendor-sections';
import type {JsonObject} from '../core/json';
import {combineFailures} from './combine-failures';

/** Something that can be opened with its section of the configuration. */
interface Openable<Opened, KitOf> extends SectionOwner {
  open(section: JsonObject, kit: KitOf): Opened;
}

/**
 * Opens each vendor that has a section, once per entry where it is a list. All of them are tried; what they refuse (a foreign base
 * URL, for example) is thrown together.
 */
export function openConfigured<Opened, KitOf>(
  vendors: readonly Openable<Opened, KitOf>[],
  config: JsonObject,
  kitOf: (place: PlacedSection) => KitOf,
): readonly Opened[] {
  const failures: Failure[] = [];
  const attempt = <Result>(step: () => readonly Result[]): readonly Result[] => {
    try {
      return step();
    } catch (error) {
      failures.push(toFailure(error));
      return [];
    }
  };
  const opened = vendors.flatMap((vendor) =>
    attempt(() => placedSections(vendor, config)).flatMap((place) =>
      attempt(() => [vendor.open(place.section, kitOf(place))]),
    ),
  );
  if (failures.length > 0) throw combineFailures(failures);
  return opened;
}
