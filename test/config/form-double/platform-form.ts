import type {Json, JsonObject} from '../../../src/core/json';
import {blockOf, listOf, objectOf, type Block, type ChoiceBlock, type GroupBlock} from './blocks';
import {defaultValues} from './default-values';
import {submit, type Submission} from './saved-values';
import {masked, withStoredSecrets} from './stored-secrets';
import {listsOnPage, visibleFields, type Field} from './visible-fields';

/**
 * A double of Airbyte's form for the settings of a connector, written after its public source of August
 * 2026: what it fills in by itself, what it demands, what it removes, and what happens to secrets.
 */
export interface PlatformForm {
  /** Chooses the alternative of a `oneOf` by its constant, as the list of titles does. */
  choose(path: string, constant: Json): void;
  /** Fills in a field. Entries of lists are addressed by number: `mappings.0.stream`. */
  fill(path: string, value: Json): void;
  /** Adds an entry to a list of objects. */
  add(path: string): void;
  fields(): readonly Field[];
  /** What the platform stores then. */
  save(): Submission;
}

/** The form of a connector that does not exist yet. */
export function newForm(schema: JsonObject): PlatformForm {
  const root = rootOf(schema);
  return formOf(root, defaultValues(root), (config) => config);
}

/** The form of a stored connector: it opens with masks in place of secrets. */
export function editForm(schema: JsonObject, stored: JsonObject): PlatformForm {
  return formOf(rootOf(schema), objectOf(masked(schema, stored)), (config) =>
    objectOf(withStoredSecrets(schema, stored, config)),
  );
}

function rootOf(schema: JsonObject): GroupBlock {
  const root = blockOf(schema);
  if (root.kind !== 'group') throw new Error('the settings are no object');
  return root;
}

function formOf(
  root: GroupBlock,
  initial: JsonObject,
  complete: (config: JsonObject) => JsonObject,
): PlatformForm {
  let values = initial;
  const change = (path: string, next: (old: Json | undefined) => Json): void => {
    values = objectOf(changedAt(values, path.split('.'), next));
  };
  return {
    choose: (path, constant) => {
      const choice = blockAt(root, path);
      if (choice?.kind !== 'choice') throw new Error(`${path} is no choice`);
      change(path, (old) => chosen(choice, constant, objectOf(old)));
    },
    fill: (path, value) => {
      if (blockAt(root, path) === undefined) throw new Error(`there is no field ${path}`);
      change(path, () => value);
    },
    add: (path) => {
      const list = blockAt(root, path);
      if (list?.kind !== 'list') throw new Error(`${path} is no list of objects`);
      change(path, (old) => [...listOf(old), openedEntry(list.entry)]);
    },
    fields: () => visibleFields(root, values),
    save: () => {
      for (const path of listsOnPage(root, values)) change(path, (old) => old ?? []);
      const {config, problems} = submit(root, values);
      return {config: complete(config), problems};
    },
  };
}

/** A new entry is open at once, and with it the lists that it has. */
function openedEntry(entry: GroupBlock): JsonObject {
  const values = defaultValues(entry);
  const lists = listsOnPage(entry, values).map((path) => [path.split('.').at(-1), []]);
  return {...values, ...(Object.fromEntries(lists) as JsonObject)};
}

/** Members that both alternatives know are kept; the others start with their defaults. */
function chosen(choice: ChoiceBlock, constant: Json, old: JsonObject): JsonObject {
  const variant = choice.variants[choice.constants.indexOf(constant)];
  if (!variant) throw new Error(`${choice.path} has no alternative ${JSON.stringify(constant)}`);
  const known = new Set(variant.blocks.map(({key}) => key));
  const kept = Object.fromEntries(Object.entries(old).filter(([name]) => known.has(name)));
  return defaultValues(variant, {...kept, [choice.tag]: constant}, true);
}

/** The block of a path, in whichever alternative it stands; positions in lists do not count. */
function blockAt(root: GroupBlock, path: string): Block | undefined {
  const names = path.split('.').filter((name) => !/^\d+$/.test(name));
  const start: readonly Block[] = [root];
  return names.reduce(
    (found, name) => found.flatMap(below).filter(({key}) => key === name),
    start,
  )[0];
}

function below(block: Block): readonly Block[] {
  if (block.kind === 'group') return block.blocks;
  if (block.kind === 'list') return block.entry.blocks;
  return block.kind === 'choice' ? block.variants.flatMap(({blocks}) => blocks) : [];
}

function changedAt(
  value: Json | undefined,
  [name, ...rest]: readonly string[],
  next: (old: Json | undefined) => Json,
): Json {
  if (name === undefined) return next(value);
  if (Array.isArray(value)) {
    return listOf(value).map((one, at) => (String(at) === name ? changedAt(one, rest, next) : one));
  }
  const whole = objectOf(value);
  return {...whole, [name]: changedAt(whole[name], rest, next)};
}
