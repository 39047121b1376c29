import {isJsonObject, type Json, type JsonObject} from '../../../src/core/json';

/** What Airbyte's form knows of an option, as its source of August 2026 reads a specification. */
interface BlockFacts {
  readonly key: string;
  /** The path from the root, joined with dots. */
  readonly path: string;
  readonly schema: JsonObject;
  readonly required: boolean;
}

/** A single value: a text, a number, a choice. */
export interface ItemBlock extends BlockFacts {
  readonly kind: 'item';
}

/** An object, which the form always makes. */
export interface GroupBlock extends BlockFacts {
  readonly kind: 'group';
  readonly blocks: readonly Block[];
}

/** A `oneOf`: alternatives that a common constant tells apart. */
export interface ChoiceBlock extends BlockFacts {
  readonly kind: 'choice';
  readonly tag: string;
  readonly constants: readonly Json[];
  readonly variants: readonly GroupBlock[];
}

/** A list of objects. */
export interface ListBlock extends BlockFacts {
  readonly kind: 'list';
  readonly entry: GroupBlock;
}

export type Block = ItemBlock | GroupBlock | ChoiceBlock | ListBlock;

/** Reads a schema; throws where the form would show an error in place of itself. */
export function blockOf(schema: JsonObject, key = '', path = key, required = true): Block {
  const facts = {key, path, schema, required};
  const variants = listOf(schema['oneOf']);
  if (variants.length > 0) return choiceOf(facts, variants.filter(isJsonObject));
  const {items} = schema;
  if (schema['type'] === 'array' && isJsonObject(items) && items['type'] === 'object') {
    const entry = blockOf(items, key, path);
    if (entry.kind !== 'group') throw new Error(`${path}: entries of a list cannot be a choice`);
    return {...facts, kind: 'list', entry};
  }
  if (schema['type'] !== 'object') return {...facts, kind: 'item'};
  const needed = listOf(schema['required']);
  const blocks = Object.entries(objectOf(schema['properties'])).map(([name, inner]) =>
    blockOf(objectOf(inner), name, path === '' ? name : `${path}.${name}`, needed.includes(name)),
  );
  return {...facts, kind: 'group', blocks};
}

function choiceOf(facts: BlockFacts, variants: readonly JsonObject[]): ChoiceBlock {
  const {schema, key, path} = facts;
  const groups = variants.map((variant) => {
    // The form gives each alternative the type of the whole.
    const group = blockOf({...variant, type: schema['type'] ?? null}, key, path);
    if (group.kind !== 'group') throw new Error(`${path}: an alternative is no object`);
    return group;
  });
  const constantsOf = ({blocks}: GroupBlock): readonly string[] =>
    blocks.filter((block) => constantOf(block) !== undefined).map((block) => block.key);
  const [first, ...others] = groups.map(constantsOf);
  const [tag] = (first ?? []).filter((name) => others.every((names) => names.includes(name)));
  if (tag === undefined) throw new Error(`${path}: nothing tells the alternatives apart`);
  const constants = groups.map(({blocks}) => {
    const block = blocks.find((one) => one.key === tag);
    return (block && constantOf(block)) ?? null;
  });
  return {...facts, kind: 'choice', tag, constants, variants: groups};
}

/** A list of one value with a default counts as a constant, too. */
export function constantOf({schema}: Block): Json | undefined {
  const values = listOf(schema['enum']);
  return schema['const'] ?? (values.length === 1 ? schema['default'] : undefined);
}

/** The alternative that a value has chosen; undefined while it has chosen none. */
export function chosenVariant(
  choice: ChoiceBlock,
  value: Json | undefined,
): GroupBlock | undefined {
  const at = choice.constants.indexOf(objectOf(value)[choice.tag] ?? null);
  return choice.variants[at];
}

export function objectOf(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

export function listOf(value: Json | undefined): readonly Json[] {
  // True because Array.isArray says it of a JSON value, which its type cannot express for readonly lists.
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}
