import {isJsonObject, type JsonObject} from '../core/json';

/** An object that mappings can write into. */
export interface MappingTarget {
  readonly name: string;
  /** The fields that can be its key, the default first. */
  readonly keys: readonly string[];
  /** What can be done with it, the default first. */
  readonly operations: readonly string[];
}

/** Titles of vendors by the name of their section. */
type VendorTitles = Readonly<Record<string, string>>;

const MODE_TITLES: Readonly<Record<string, string>> = {
  update: 'update changes what exists',
  upsert: 'upsert also creates what is missing',
  insert: 'insert only creates',
  soft_delete: 'soft_delete deactivates',
};

/**
 * The mappings with a choice of objects, each with the modes and keys that it really has. Who writes
 * JSON names object, mode and key beside each other instead.
 */
export function withTargets(
  mappings: JsonObject,
  targets: readonly MappingTarget[],
  vendors: VendorTitles,
): JsonObject {
  const items = isJsonObject(mappings['items']) ? mappings['items'] : {};
  const properties = isJsonObject(items['properties']) ? items['properties'] : {};
  const {target, ...others} = properties;
  const chosen: JsonObject =
    targets.length === 0 || !isJsonObject(target)
      ? others
      : {...properties, target: {...target, oneOf: targets.map((one) => variantOf(one, vendors))}};
  return {...mappings, items: {...items, properties: chosen}};
}

function variantOf({name, keys, operations}: MappingTarget, vendors: VendorTitles): JsonObject {
  return {
    type: 'object',
    title: titleOf(name, vendors),
    required: ['object'],
    properties: {
      object: {type: 'string', const: name, default: name, order: 0},
      mode: {
        type: 'string',
        title: 'Mode',
        description: `What to do with each record. ${operations.map((one) => MODE_TITLES[one] ?? one).join(', ')}. Left empty: ${operations[0] ?? ''}, or the sync mode of the connection.`,
        enum: operations,
        always_show: true,
        order: 1,
      },
      ...(keys.length > 1 && {
        key_field: {
          type: 'string',
          title: 'Found by',
          description: `Which of the object's keys the key column holds: ${keys.join(' or ')}. Left empty: the key with the name of the column, or else ${keys[0] ?? ''}.`,
          enum: keys,
          always_show: true,
          order: 2,
        },
      }),
    },
  };
}

/** `pendo_visitors` as people say it: "Pendo: visitors". */
function titleOf(name: string, vendors: VendorTitles): string {
  const vendor = Object.keys(vendors)
    .filter((one) => name.startsWith(`${one}_`))
    // `pendo_scim_users` belongs to the section `pendo_scim`, not to `pendo`.
    .reduce((longest, one) => (one.length > longest.length ? one : longest), '');
  const what = name.slice(vendor === '' ? 0 : vendor.length + 1).replaceAll('_', ' ');
  return vendor === '' ? what : `${vendors[vendor] ?? vendor}: ${what}`;
}
