import {isJsonObject, type Json, type JsonObject} from '../core/json';

/** A secret whose value is the platform's mask. */
export interface MaskedSecret {
  /** Its place as the user writes it: `scim[0].token`. */
  readonly place: string;
  readonly title: string;
}

/**
 * True for what Airbyte shows in place of a stored secret, `**********`. No vendor gives out a secret
 * of asterisks only, so that masks of other lengths count as well.
 */
export function isMask(text: string): boolean {
  return /^\s*\*{3,}\s*$/.test(text);
}

/**
 * The texts that a secret option holds. One of several lines, `Name = key`, holds a secret in each
 * line; the text as a whole is one as well.
 */
export function secretsIn(text: string): readonly string[] {
  const lines = text.split(/\r\n|\r|\n/);
  const keys = lines.flatMap((line) => {
    const at = line.indexOf('=');
    return at === -1 ? [line.trim()] : [line.trim(), line.slice(at + 1).trim()];
  });
  return [...new Set([text, ...keys])].filter((one) => one !== '');
}

/** Every secret of a configuration that holds the mask in place of its value. */
export function maskedSecrets(
  schema: Json | undefined,
  value: Json | undefined,
  place = '',
): readonly MaskedSecret[] {
  if (!isJsonObject(schema) || value === undefined || value === null) return [];
  if (schema['airbyte_secret'] === true) {
    const masked = typeof value === 'string' && holdsMask(schema, value);
    const {title} = schema;
    return masked ? [{place, title: typeof title === 'string' ? title : ''}] : [];
  }
  const variants: Json = schema['oneOf'] ?? [];
  const inVariants = (Array.isArray(variants) ? variants : []).flatMap((variant: Json) =>
    maskedSecrets(variant, value, place),
  );
  return unique([...inVariants, ...below(schema, value, place)]);
}

function holdsMask(schema: JsonObject, value: string): boolean {
  return schema['multiline'] === true ? secretsIn(value).some(isMask) : isMask(value);
}

function below(schema: JsonObject, value: Json, place: string): readonly MaskedSecret[] {
  if (Array.isArray(value)) {
    return value.flatMap((item: Json, at) =>
      maskedSecrets(schema['items'], item, `${place}[${at}]`),
    );
  }
  if (!isJsonObject(value)) return [];
  const properties = isJsonObject(schema['properties']) ? schema['properties'] : {};
  return Object.entries(value).flatMap(([name, inner]) =>
    maskedSecrets(
      Object.hasOwn(properties, name) ? properties[name] : undefined,
      inner,
      place === '' ? name : `${place}.${name}`,
    ),
  );
}

/** Variants share options: the same place may come up in several. */
function unique(found: readonly MaskedSecret[]): readonly MaskedSecret[] {
  return [...new Map(found.map((one) => [one.place, one])).values()];
}
