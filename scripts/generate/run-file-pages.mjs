/**
 * The run file's schema as editors use it, with the settings of both ends inside, and the tables of its
 * keys in docs/runner.md, between `<!-- generated: run-file -->` and `<!-- end of generated -->`. Needs a build.
 */
import {readFile} from 'node:fs/promises';
import {createRequire} from 'node:module';
import path from 'node:path';
import {format, resolveConfig} from 'prettier';
import {code, table} from './markdown.mjs';

const load = createRequire(import.meta.url);
const {runFileSchema} = load('../../lib/runner/run-file/run-file-schema.js');
const {vendors} = load('../../lib/vendors/registry.js');

const BLOCK = /(<!-- generated: run-file -->)[^]*?(<!-- end of generated -->)/;

/** Gives each file as a pair of path (from the root) and text. */
export async function runFilePages(root) {
  const json = path.join(root, 'resources', 'run-file.schema.json');
  const page = path.join(root, 'docs', 'runner.md');
  const own = JSON.parse(await readFile(path.join(root, 'resources/spec/run-file.json'), 'utf8'));
  const mappings = JSON.parse(
    await readFile(path.join(root, 'resources/spec/destination/mappings.json'), 'utf8'),
  );
  const tables = [
    table(['key', 'type', 'meaning'], rowsOf(own, '')),
    'Keys of a mapping, in `destination.config.mappings`:',
    table(
      ['key', 'type', 'meaning'],
      rowsOf(mappings.items, '').filter(([key]) => !key.startsWith('`target`')),
    ),
  ].join('\n\n');
  const text = (await readFile(page, 'utf8')).replace(BLOCK, `$1\n\n${tables}\n\n$2`);
  const written = async (file, content) => [
    path.relative(root, file),
    await format(content, {...(await resolveConfig(file)), filepath: file}),
  ];
  return [await written(json, JSON.stringify(runFileSchema(vendors))), await written(page, text)];
}

function rowsOf(schema, before) {
  const required = schema.required ?? [];
  return Object.entries(schema.properties ?? {}).flatMap(([name, one]) => {
    const place = `${before}${name}`;
    const words = one.description ?? one.title ?? '';
    const limit = one.enum
      ? `${[one.type].flat().join(' or ')}: ${one.enum.join(', ')}`
      : [one.type].flat().join(' or ');
    const must = required.includes(name) ? `${words} Required.`.trim() : words;
    const inner = one.items ?? one;
    return [[code(place), limit, must], ...rowsOf(inner, one.items ? `${place}[].` : `${place}.`)];
  });
}
