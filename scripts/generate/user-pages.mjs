/**
 * The parts of the user pages, `docs/integrations`, that repeat what `resources/` says: each stands
 * between `<!-- generated: name -->` and `<!-- end of generated -->`. The rest is written by hand.
 */
import {readFile} from 'node:fs/promises';
import path from 'node:path';
import {format, resolveConfig} from 'prettier';
import {objectNotes, reasonNotes, streamNotes} from './docs-data.mjs';
import {anchor, code, list, table} from './markdown.mjs';
import {requiredSettings} from './required-settings.mjs';

const BLOCK = /(<!-- generated: ([a-z-]+) -->)[^]*?(<!-- end of generated -->)/g;

/** Gives both pages as pairs of path (from the root) and text. */
export async function userPages(root) {
  const streams = await streamNotes(root);
  const [objects, reasons] = [await objectNotes(root), await reasonNotes(root)];
  const sections = [...new Set(objects.map(({section}) => section))];
  return Promise.all([
    page(root, 'docs/integrations/sources/user-sync.md', {
      'required-settings': await settingsTable(root, 'source', sectionsOf(streams)),
      streams: streamsTable(streams),
      requests: streamRequests(streams),
      'stream-limits': streamLimits(streams),
    }),
    page(root, 'docs/integrations/destinations/user-sync.md', {
      'required-settings': await settingsTable(root, 'destination', [...sections, 'mappings']),
      objects: objectsTable(objects),
      requests: objectRequests(objects),
      'object-limits': objectLimits(objects),
      reasons: reasonsTable(reasons),
    }),
  ]);
}

async function page(root, file, blocks) {
  const text = await readFile(path.join(root, file), 'utf8');
  const unused = new Set(Object.keys(blocks));
  const filled = text.replaceAll(BLOCK, (_match, start, name, end) => {
    if (!unused.delete(name)) throw new Error(`${file} has a block "${name}" twice, or unknown`);
    return `${start}\n\n${blocks[name]}\n\n${end}`;
  });
  if (unused.size > 0) throw new Error(`${file} lacks the blocks ${[...unused].join(', ')}`);
  const style = await resolveConfig(path.join(root, file));
  return [file, await format(filled, {...style, filepath: file})];
}

const sectionsOf = (vendors) => vendors.map(({section}) => section);

async function settingsTable(root, side, sections) {
  const settings = await Promise.all(
    sections.map((section) => requiredSettings(root, side, section)),
  );
  return table(
    ['setting', 'name in the form', 'needed'],
    settings.flat().map(({setting, title, when}) => [code(setting), title, when]),
  );
}

function streamsTable(vendors) {
  const rows = vendors.flatMap(({streams}) =>
    streams.map(({name, key, incremental, permissions}) => [
      `[${code(name)}](../../streams.md#${anchor(name)})`,
      key.map(code).join(', '),
      incremental,
      permissions,
    ]),
  );
  return table(['stream', 'primary key', 'incremental by', 'needs'], rows);
}

function streamRequests(vendors) {
  const rows = vendors.flatMap(({streams}) =>
    streams.map(({name, requests}) => [code(name), requests]),
  );
  return table(['stream', 'requests for N records'], rows);
}

/** Streams of a vendor often share a limit; each is said once, with the names of all. */
function streamLimits(vendors) {
  return vendors
    .map(({vendor, streams}) => {
      const lines = streams.flatMap(({name, limits}) =>
        limits.map((limit) => `${code(name)}: ${limit}`),
      );
      return lines.length === 0 ? '' : `**${vendor}**\n\n${list(lines)}`;
    })
    .filter((part) => part !== '')
    .join('\n\n');
}

function objectsTable(objects) {
  const rows = objects.map(({name, vendor, keys, modes, summary}) => [
    `[${code(name)}](../../objects.md#${anchor(name)})`,
    vendor,
    keys.map(({field}) => code(field)).join(' or '),
    modes.map(({mode}) => code(mode)).join(', '),
    summary,
  ]);
  return table(['object', 'vendor', 'key', 'modes, the default first', 'what it is'], rows);
}

function objectRequests(objects) {
  const rows = objects.flatMap(({name, requests}) =>
    requests.map((request, at) => [at === 0 ? code(name) : '', request]),
  );
  return table(['object', 'requests for N records'], rows);
}

function objectLimits(objects) {
  return objects
    .map(
      ({name, limits, known_limits: known}) =>
        `**${code(name)}**\n\n${list([...limits, ...known])}`,
    )
    .join('\n\n');
}

function reasonsTable(reasons) {
  const rows = reasons.map(({reason, means}) => [code(reason), means]);
  return table(['reason', 'means'], rows);
}
