/** What is told of streams and objects by hand: `resources/docs`, a file for each section that there is. */
import {readFile, readdir} from 'node:fs/promises';
import path from 'node:path';

/**
 * Vendors that can be read, as `{vendor, section, notes, streams}`, in the order of the pages; each
 * stream with its `schema` and, from there, its `key`.
 */
export async function streamNotes(root) {
  const vendors = await sectionFiles(root, 'streams');
  return Promise.all(
    vendors.map(async (vendor) => ({
      ...vendor,
      streams: await Promise.all(vendor.streams.map((stream) => withSchema(root, stream))),
    })),
  );
}

async function withSchema(root, stream) {
  const name = `${stream.schema ?? stream.name}.json`;
  const schema = await readJson(path.join(root, 'resources', 'schemas', name));
  return {...stream, schema, key: schema['x-primary-key']};
}

/** Objects that can be written, each with its `vendor` and `section`, in the order of the pages. */
export async function objectNotes(root) {
  const files = await sectionFiles(root, 'objects');
  return files.flatMap(({vendor, section, objects}) =>
    objects.map((object) => ({...object, vendor, section})),
  );
}

/** Reasons of rejections, as `{reason, means}`. */
export async function reasonNotes(root) {
  return readJson(path.join(root, 'resources', 'docs', 'reasons.json'));
}

/**
 * The files of a folder, each named after its section; those with an `order` come first, the others
 * follow by name.
 */
async function sectionFiles(root, folder) {
  const directory = path.join(root, 'resources', 'docs', folder);
  const names = (await readdir(directory)).filter((name) => name.endsWith('.json')).sort();
  const files = await Promise.all(
    names.map(async (name) => ({
      section: path.basename(name, '.json'),
      ...(await readJson(path.join(directory, name))),
    })),
  );
  return files.sort((a, b) => orderOf(a) - orderOf(b));
}

const orderOf = ({order}) => order ?? Number.MAX_SAFE_INTEGER;

async function readJson(file) {
  return JSON.parse(await readFile(file, 'utf8'));
}
