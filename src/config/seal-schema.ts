import {isJsonObject, type Json, type JsonObject} from '../core/json';

/**
 * The schema as the connector itself applies it. The published one leaves every object open, which
 * the platform demands; ours refuses properties that it does not name, so that a mistyped option is
 * found, and tells the variants of a `oneOf` apart by their constant property, so that a message is
 * about the variant that was chosen.
 */
export function sealSchema(schema: JsonObject): JsonObject {
  const sealed: Record<string, Json | undefined> = {...schema};
  const properties = schema['properties'];
  if (isJsonObject(properties)) {
    sealed['properties'] = sealProperties(properties);
    if (!isJsonObject(schema['additionalProperties'])) sealed['additionalProperties'] = false;
  }
  if (isJsonObject(schema['items'])) sealed['items'] = sealSchema(schema['items']);
  const variants = variantsOf(schema);
  return variants.length > 0 ? sealVariants(sealed, variants) : sealed;
}

/** The property whose constant tells the variants of a `oneOf` apart; undefined when there is none. */
export function tagOf(schema: JsonObject): string | undefined {
  const variants = variantsOf(schema);
  const first = variants[0]?.['properties'];
  if (!isJsonObject(first)) return undefined;
  return Object.keys(first).find((name) =>
    variants.every((variant) => constantOf(variant, name) !== undefined),
  );
}

/** The constants of a tag, in the order of the variants. */
export function tagValues(schema: JsonObject, tag: string): readonly string[] {
  return variantsOf(schema).flatMap((variant) => constantOf(variant, tag) ?? []);
}

function sealProperties(properties: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [
      name,
      isJsonObject(value) ? sealSchema(value) : value,
    ]),
  );
}

/** Properties of the parent are known to each variant too: both are checked on the same object. */
function sealVariants(
  sealed: Record<string, Json | undefined>,
  variants: readonly JsonObject[],
): JsonObject {
  const shared = isJsonObject(sealed['properties']) ? sealed['properties'] : {};
  delete sealed['additionalProperties'];
  sealed['oneOf'] = variants.map((variant) => {
    const own = isJsonObject(variant['properties']) ? variant['properties'] : {};
    const open = Object.fromEntries(Object.keys(shared).map((name) => [name, true]));
    return sealSchema({...variant, properties: {...open, ...own}});
  });
  const tag = tagOf(sealed);
  if (tag === undefined) return sealed;
  const required: unknown = sealed['required'];
  const names = Array.isArray(required) ? required.filter((name) => typeof name === 'string') : [];
  return {
    ...sealed,
    type: 'object',
    discriminator: {propertyName: tag},
    required: [...names, tag],
  };
}

function variantsOf(schema: JsonObject): readonly JsonObject[] {
  const variants = schema['oneOf'];
  return Array.isArray(variants) ? variants.filter((variant) => isJsonObject(variant)) : [];
}

function constantOf(variant: JsonObject, name: string): string | undefined {
  const properties = variant['properties'];
  const property = isJsonObject(properties) ? properties[name] : undefined;
  const constant = isJsonObject(property) ? property['const'] : undefined;
  return typeof constant === 'string' ? constant : undefined;
}
