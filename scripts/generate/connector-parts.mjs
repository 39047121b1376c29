/**
 * The hosts that each connector may reach, in `connectors/<side>-user-sync/metadata.yaml` between
 * `# generated: hosts` and `# end of generated`: they follow from the specification.
 */
import {readFile} from 'node:fs/promises';
import {createRequire} from 'node:module';
import path from 'node:path';

const require = createRequire(import.meta.url);
const {sectionsOf} = require('../../lib/config/section-schemas.js');
const {vendors} = require('../../lib/vendors/registry.js');

const BLOCK = /^( *)# generated: hosts\n[^]*?^ *# end of generated$/m;

/** Gives both metadata as pairs of path (from the root) and text. */
export async function connectorParts(root) {
  return Promise.all(
    ['source', 'destination'].map(async (side) => {
      const file = `connectors/${side}-user-sync/metadata.yaml`;
      const text = await readFile(path.join(root, file), 'utf8');
      const lines = ['# generated: hosts', ...(await hosts(root, side)), '# end of generated'];
      const filled = text.replace(BLOCK, (_match, indent) =>
        lines.map((line) => `${indent}${line}`).join('\n'),
      );
      if (!BLOCK.test(text)) throw new Error(`${file} lacks the block "hosts"`);
      return [file, filled];
    }),
  );
}

/** Hosts by vendor: those of default addresses, those under `x-hosts`, those that a setting names. */
async function hosts(root, side) {
  const names = vendors.flatMap((vendor) => vendor[side]?.name ?? []);
  const fragments = await Promise.all(
    names.map(async (name) => {
      const file = path.join(root, 'resources', 'spec', side, `${name}.json`);
      return {name, fragment: JSON.parse(await readFile(file, 'utf8'))};
    }),
  );
  const entries = fragments.flatMap(({name, fragment}) => [
    ...(fragment['x-hosts'] ?? []),
    ...sectionsOf(name, fragment)
      .filter(({schema}) => schema.type === 'object')
      .flatMap(({name: section, schema}) => addresses(schema, section)),
  ]);
  return [...new Set(entries)].map((entry) =>
    entry.startsWith('*') ? `- '${entry}'` : `- ${entry}`,
  );
}

function addresses(schema, place) {
  const alternatives = (schema.oneOf ?? []).flatMap((one) => addresses(one, place));
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const at = `${place}.${name}`;
    if (name === 'base_url' || name === 'token_url')
      return [...hostOf(property.default), `\${${at}}`];
    return addresses(property, at);
  });
  return [...own, ...alternatives];
}

const hostOf = (address) => (address === undefined ? [] : [new URL(address).hostname]);
