/** What a section of the configuration cannot do without, from its specification. */
import {readFile} from 'node:fs/promises';
import path from 'node:path';

/**
 * Gives every required setting below a section as `{setting, title, when}`: its place as the
 * configuration writes it, its title, and the condition under which it is asked for.
 */
export async function requiredSettings(root, side, section) {
  const file = path.join(root, 'resources', 'spec', side, `${section}.json`);
  const schema = JSON.parse(await readFile(file, 'utf8'));
  return below(schema, section, 'always');
}

function below(schema, place, when) {
  if (schema.type === 'array') return below(schema.items ?? {}, `${place}[]`, when);
  const own = (schema.required ?? []).flatMap((name) => one(schema.properties[name], name));
  const variants = (schema.oneOf ?? []).flatMap((variant) => {
    const [tag, value] = tagOf(variant);
    return below(variant, place, `with \`${tag}\` \`${value}\``);
  });
  return [...own, ...variants];

  function one(property, name) {
    // The tag is what the condition of the others says.
    if (property.const !== undefined) return [];
    const setting = `${place}.${name}`;
    return [{setting, title: property.title, when}, ...below(property, setting, when)];
  }
}

function tagOf({properties}) {
  const [name, property] = Object.entries(properties).find(([, {const: value}]) => value);
  return [name, property.const];
}
