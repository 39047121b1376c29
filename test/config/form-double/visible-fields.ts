import type {Json, JsonObject} from '../../../src/core/json';
import {chosenVariant, constantOf, listOf, objectOf, type Block, type GroupBlock} from './blocks';

/** A field as a person finds it. */
export interface Field {
  readonly path: string;
  readonly title: string;
  readonly description: string;
  readonly required: boolean;
  /** Under "Optional fields", which has to be unfolded first. */
  readonly folded: boolean;
}

/** A card of the form. */
interface Card {
  readonly title: string | undefined;
  readonly blocks: readonly Block[];
}

/** The cards of the root, in the order in which `groups` names them; what has no group comes last. */
function cardsOf(root: GroupBlock): readonly Card[] {
  const groups = listOf(root.schema['groups']).map(objectOf);
  const ids = groups.map(({id}) => id);
  const titled = groups.map(({id, title}) => ({
    title: typeof title === 'string' ? title : undefined,
    blocks: shown(root.blocks.filter(({schema}) => schema['group'] === id)),
  }));
  const rest = shown(root.blocks.filter(({schema}) => !ids.includes(schema['group'])));
  return [...titled, {title: undefined, blocks: rest}].filter(({blocks}) => blocks.length > 0);
}

/** Every field that the form shows for these values, folded ones included, from top to bottom. */
export function visibleFields(root: GroupBlock, values: JsonObject): readonly Field[] {
  return cardsOf(root).flatMap(({blocks}) => blocks.flatMap((one) => fieldsOf(one, values)));
}

/** Lists of objects that are on the page: the form makes an empty list of each. */
export function listsOnPage(group: GroupBlock, values: JsonObject): readonly string[] {
  return shown(group.blocks).flatMap((block) => {
    const value = values[block.key];
    if (block.kind === 'list') return [block.path];
    if (block.kind === 'group') return listsOnPage(block, objectOf(value));
    const variant = block.kind === 'choice' ? chosenVariant(block, value) : undefined;
    return variant ? listsOnPage(variant, objectOf(value)) : [];
  });
}

function fieldsOf(block: Block, values: JsonObject, inFold = false): readonly Field[] {
  const value: Json | undefined = values[block.key];
  const folded = inFold || !isOpen(block);
  const own: Field = {
    path: block.path,
    title: textOf(block.schema['title']),
    description: textOf(block.schema['description']),
    required: block.required,
    folded,
  };
  const inner =
    block.kind === 'group'
      ? block.blocks
      : block.kind === 'choice'
        ? (chosenVariant(block, value)?.blocks ?? [])
        : [];
  return [own, ...shown(inner).flatMap((one) => fieldsOf(one, objectOf(value), folded))];
}

/** Required fields, groups, choices and what is always shown come first, by `order`; then the others. */
function shown(blocks: readonly Block[]): readonly Block[] {
  const visible = blocks.filter(
    (block) => block.schema['airbyte_hidden'] !== true && constantOf(block) === undefined,
  );
  const rank = (block: Block): number => (isOpen(block) ? 0 : 1);
  const order = ({schema}: Block): number =>
    typeof schema['order'] === 'number' ? schema['order'] : Number.MAX_SAFE_INTEGER;
  return visible.sort((a, b) => rank(a) - rank(b) || order(a) - order(b));
}

function isOpen({required, schema, kind}: Block): boolean {
  return required || schema['always_show'] === true || kind === 'choice' || kind === 'group';
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
