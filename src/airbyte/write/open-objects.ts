import type {OpenedDestination} from '../../accounts/open-ends';
import type {ObjectDescription, OpenDestination} from '../../write/object-writer';

/** An object of a configured vendor. */
export interface OpenObject {
  readonly description: ObjectDescription;
  readonly destination: OpenDestination;
}

/** The configured accounts and all their objects. */
export interface OpenedObjects {
  readonly destinations: readonly OpenDestination[];
  readonly objects: readonly OpenObject[];
}

/** All objects of the opened accounts. */
export function objectsOf(opened: readonly OpenedDestination[]): OpenedObjects {
  return {
    destinations: opened.map(({open}) => open),
    objects: opened.flatMap(({open, objects}) =>
      objects.map((description) => ({description, destination: open})),
    ),
  };
}
