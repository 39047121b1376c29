import {isJsonObject, type Json, type JsonObject} from '../../../src/core/json';
import {
  chosenVariant,
  listOf,
  objectOf,
  type Block,
  type ChoiceBlock,
  type GroupBlock,
} from './blocks';

/** What the form hands to the platform, or what it complains about. */
export interface Submission {
  readonly config: JsonObject;
  /** Fields that keep the form from being saved, as "path: reason". */
  readonly problems: readonly string[];
}

/** Removes empty texts, then what no option is called, and checks the rest as the form does. */
export function submit(root: GroupBlock, values: JsonObject): Submission {
  const config = castGroup(root, objectOf(withoutEmptyTexts(values)));
  return {config, problems: groupProblems(root, config)};
}

function withoutEmptyTexts(value: Json): Json {
  if (Array.isArray(value)) return listOf(value).map(withoutEmptyTexts);
  if (!isJsonObject(value)) return value;
  const kept = Object.entries(value).flatMap(([name, inner]) =>
    inner === undefined || (typeof inner === 'string' && inner.trim() === '')
      ? []
      : [[name, withoutEmptyTexts(inner)] as const],
  );
  return Object.fromEntries(kept);
}

/** Objects come into being, required or not; everything that is not described is gone. */
function castGroup(group: GroupBlock, value: JsonObject): JsonObject {
  return Object.fromEntries(
    group.blocks.flatMap((block) => {
      const cast = castBlock(block, value[block.key]);
      return cast === undefined ? [] : [[block.key, cast] as const];
    }),
  );
}

function castBlock(block: Block, value: Json | undefined): Json | undefined {
  switch (block.kind) {
    case 'group':
      return castGroup(block, objectOf(value));
    case 'choice':
      return value === undefined ? undefined : castChoice(block, objectOf(value));
    case 'list':
      return Array.isArray(value)
        ? listOf(value).map((entry) => castGroup(block.entry, objectOf(entry)))
        : value;
    case 'item':
      return typeof value === 'string' ? value.trim() : value;
  }
}

/** Members of other alternatives are gone; while none is chosen, what any of them knows stays. */
function castChoice(choice: ChoiceBlock, value: JsonObject): JsonObject {
  const chosen = chosenVariant(choice, value);
  if (chosen) return castGroup(chosen, value);
  const known = new Set(choice.variants.flatMap(({blocks}) => blocks.map(({key}) => key)));
  return Object.fromEntries(Object.entries(value).filter(([name]) => known.has(name)));
}

function groupProblems(group: GroupBlock, value: JsonObject): readonly string[] {
  return group.blocks.flatMap((block) => blockProblems(block, value[block.key]));
}

function blockProblems(block: Block, value: Json | undefined): readonly string[] {
  const {path, required} = block;
  if (value === undefined || value === null) return required ? [`${path}: is required`] : [];
  switch (block.kind) {
    case 'group':
      return groupProblems(block, objectOf(value));
    case 'choice': {
      const chosen = chosenVariant(block, value);
      return chosen ? groupProblems(chosen, objectOf(value)) : [];
    }
    case 'list':
      return listOf(value).flatMap((entry) => groupProblems(block.entry, objectOf(entry)));
    case 'item':
      return itemProblems(block.path, block.schema, value);
  }
}

function itemProblems(path: string, schema: JsonObject, value: Json): readonly string[] {
  const {pattern, minimum, maximum} = schema;
  const values = listOf(schema['enum']);
  const problems: string[] = [];
  if (values.length > 0 && !values.includes(value)) problems.push('is not in the list');
  if (typeof pattern === 'string' && typeof value === 'string' && !new RegExp(pattern).test(value))
    problems.push('does not have the pattern');
  if (typeof value === 'number' && typeof minimum === 'number' && value < minimum)
    problems.push('is too small');
  if (typeof value === 'number' && typeof maximum === 'number' && value > maximum)
    problems.push('is too large');
  return problems.map((problem) => `${path}: ${problem}`);
}
