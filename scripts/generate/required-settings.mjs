/** What a section of the configuration cannot do without, from its specification. */
import {readFile} from 'node:fs/promises';
import path from 'node:path';

/**
 * Gives every required setting below a section as `{setting, title, when}`: its place as the
 * configuration writes it, its title, and the condition under which it is asked for. What the form hides
 * is left out: the form cannot ask for it.
 */
export async function requiredSettings(root, side, section) {
  const file = path.join(root, 'resources', 'spec', side, `${section}.json`);
  const schema = JSON.parse(await readFile(file, 'utf8'));
  const when = section === 'mappings' ? 'for each mapping' : 'when the section is used';
  if (schema.sections === undefined) return below(schema, section, when);
  return Object.entries(schema.sections).flatMap(([name, {fixed, properties}]) =>
    below(entryOf(schema.items, fixed, properties), name, when),
  );
}

/** An entry of a list as a section of its own: without the members that its name stands for. */
function entryOf(items, fixed, changed) {
  const kept = Object.entries(items.properties).filter(([name]) => !(name in fixed));
  return {
    required: items.required.filter((name) => !(name in fixed)),
    properties: Object.fromEntries(
      kept.map(([name, property]) => [name, {...property, ...changed[name]}]),
    ),
  };
}

function below(schema, place, when) {
  if (schema.airbyte_hidden) return [];
  if (schema.type === 'array') return below(schema.items ?? {}, `${place}[]`, when);
  const required = schema.required ?? [];
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const setting = `${place}.${name}`;
    // The tag is what the condition of the others says.
    const asked = required.includes(name) && property.const === undefined;
    const itself = asked ? [{setting, title: property.title, when}] : [];
    return [...itself, ...below(property, setting, when)];
  });
  const variants = (schema.oneOf ?? []).flatMap((variant) => {
    const [tag, value] = tagOf(variant);
    return below(variant, place, `with \`${tag}\` \`${value}\``);
  });
  return [...own, ...variants];
}

function tagOf({properties}) {
  const [name, property] = Object.entries(properties).find(([, {const: value}]) => value);
  return [name, property.const];
}
