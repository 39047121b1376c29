import type {Fields} from '../shared/parse-json';
import type {ResourceStore} from './data/resource-store';
import type {ResourceKind} from './schema/resource-kind';

/** All resources of one kind of a service. */
export interface Shelf {
  readonly kind: ResourceKind;
  readonly store: ResourceStore;
  /** The resource that the seed gives for a number. */
  readonly createAt: (index: number) => Fields;
  /** The resource as the service shows it. */
  readonly show: (resource: Fields) => Fields;
  /** The resource with what is kept elsewhere: a group with its members. */
  readonly whole: (resource: Fields) => Fields;
  /** Stores such a whole resource under its id; returns what `show` takes. */
  readonly keep: (resource: Fields) => Fields;
  /** Whether no two resources may have one key. */
  readonly hasUniqueKey: boolean;
  /** Attributes that a filter may name; strict services take any. */
  readonly filterable: readonly string[];
}
