import {hash} from '../../shared/hash';
import {isFields, type Fields} from '../../shared/parse-json';
import {isUnassigned} from '../query/values-at';
import {traitsOf, type ServiceName} from '../services';
import type {ScimSettings} from '../settings';

/** What a strict service says of a resource in `meta`; the vendors' own leave it as it is. */
export interface Stamps {
  /** The resource as the seed makes it. */
  readonly first: (resource: Fields, index: number) => Fields;
  /** The resource as it is stored after a change. */
  readonly touched: (resource: Fields) => Fields;
  /** The resource as it is shown. */
  readonly shown: (resource: Fields, resourceType: string) => Fields;
}

const CREATED_SALT = 751;
const MODIFIED_SALT = 752;
const SPAN_S = 2 * 365 * 24 * 3600;

/** Makes the stamps of a service. */
export function createStamps(options: {
  readonly name: ServiceName;
  readonly settings: ScimSettings;
  readonly seed: number;
  readonly now: () => number;
  readonly dataEndMs: number;
  /** The service's address. */
  readonly address: () => string;
}): Stamps {
  const {name, settings, seed, now, dataEndMs, address} = options;
  if (!traitsOf(name, settings.profile).isStrict) {
    return {first: same, touched: same, shown: same};
  }
  return {
    first: (resource, index) => {
      const age = hash(seed, CREATED_SALT, index) % SPAN_S;
      const unchanged = hash(seed, MODIFIED_SALT, index) % (age + 1);
      const meta = {created: time(dataEndMs, age), lastModified: time(dataEndMs, unchanged)};
      return {...resource, meta};
    },
    touched: (resource) => {
      const moment = new Date(now()).toISOString();
      return {...resource, meta: {created: moment, ...metaOf(resource), lastModified: moment}};
    },
    shown: (resource, resourceType) => ({
      ...Object.fromEntries(Object.entries(resource).filter(isShown)),
      meta: {
        resourceType,
        ...metaOf(resource),
        location: `${address()}/${resourceType}s/${String(resource['id'])}`,
      },
    }),
  };
}

function isShown([name, value]: [string, unknown]): boolean {
  return name !== 'meta' && name !== 'password' && !isUnassigned(value);
}

function same(resource: Fields): Fields {
  return resource;
}

function metaOf({meta}: Fields): Fields {
  return isFields(meta) ? meta : {};
}

function time(endMs: number, ageSeconds: number): string {
  return new Date(endMs - ageSeconds * 1_000).toISOString();
}
