import type {PlacedSection} from '../config/vendor-sections';
import type {JsonObject} from '../core/json';
import type {
  DestinationKit,
  DestinationVendor,
  ObjectDescription,
  OpenDestination,
} from '../write/object-writer';
import {openConfigured} from './configured-sections';

/** An object of a configured vendor. */
export interface OpenObject {
  readonly description: ObjectDescription;
  readonly destination: OpenDestination;
}

/** The configured vendors and all their objects. */
export interface OpenDestinations {
  readonly destinations: readonly OpenDestination[];
  readonly objects: readonly OpenObject[];
}

/** Opens each vendor that has a section. */
export function openObjects(
  vendors: readonly DestinationVendor[],
  config: JsonObject,
  kitOf: (place: PlacedSection) => DestinationKit,
): OpenDestinations {
  const destinations = openConfigured(vendors, config, kitOf);
  const objects = destinations.flatMap((destination) => {
    const vendor = vendors.find((candidate) => candidate.name === destination.vendor);
    return (vendor?.objects ?? []).map((description) => ({description, destination}));
  });
  return {destinations, objects};
}
