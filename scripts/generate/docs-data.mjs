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
      streams: await Promise.all(
        vendor.streams.map((stream) => withSchema(root, stream, vendor.section)),
      ),
    })),
  );
}

async function withSchema(root, stream, section) {
  const where = `resources/docs/streams/${section}.json`;
  refuseGaps(stream, ['name', 'incremental', 'requests', 'permissions'], where);
  const name = `${stream.schema ?? stream.name}.json`;
  const schema = await readJson(path.join(root, 'resources', 'schemas', name));
  refuseGaps(schema, ['x-primary-key', 'properties'], `resources/schemas/${name}`);
  return {limits: [], ...stream, schema, key: schema['x-primary-key']};
}

/** Pages would say "undefined", or the generator would end without a word about the file. */
function refuseGaps(entry, members, file) {
  const missing = members.filter((member) => entry[member] === undefined);
  if (missing.length === 0) return;
  const what = entry.name === undefined ? '' : `"${entry.name}" `;
  throw new Error(`${file}: ${what}has no ${missing.map((one) => `"${one}"`).join(', ')}. Add it.`);
}

/** Objects that can be written, each with its `vendor` and `section`, in the order of the pages. */
export async function objectNotes(root) {
  const files = await sectionFiles(root, 'objects');
  return files.flatMap(({vendor, section, objects}) =>
    objects.map((object) => {
      refuseGaps(object, ['name'], `resources/docs/objects/${section}.json`);
      return {limits: [], known_limits: [], requests: [], ...object, vendor, section};
    }),
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
