import {toFailure, type Failure} from '../core/failure';
import {isJsonObject, type JsonObject} from '../core/json';
import {combineFailures} from './combine-failures';

/** Something that can be opened with its section of the configuration. */
interface Openable<Opened, KitOf> {
  readonly name: string;
  open(section: JsonObject, kit: KitOf): Opened;
}

/**
 * Opens each vendor that has a section. All of them are tried; what they refuse (a foreign base
 * URL, for example) is thrown together.
 */
export function openConfigured<Opened, KitOf>(
  vendors: readonly Openable<Opened, KitOf>[],
  config: JsonObject,
  kitOf: (vendor: string) => KitOf,
): readonly Opened[] {
  const failures: Failure[] = [];
  const opened = vendors.flatMap((vendor) => {
    const section = config[vendor.name];
    if (!isJsonObject(section)) return [];
    try {
      return [vendor.open(section, kitOf(vendor.name))];
    } catch (error) {
      failures.push(toFailure(error));
      return [];
    }
  });
  if (failures.length > 0) throw combineFailures(failures);
  return opened;
}
