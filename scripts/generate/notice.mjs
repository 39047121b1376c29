/**
 * The lists in NOTICE: the packages that an installation without development packages brings, and, with
 * their licences, the libraries of which parts are in the pages.
 */
import {readFile} from 'node:fs/promises';
import path from 'node:path';
import {bundlePage} from '../page/bundle.mjs';

const START = 'Every package that is installed with it, by the licence that it declares:';
const BUNDLED =
  'Parts of these libraries are in lib/page, and so in every page that user-sync writes:';
const WIDTH = 100;

/** Gives NOTICE with the list as `package-lock.json` has it; what stands above the list stays. */
export async function notice(root) {
  const lock = JSON.parse(await readFile(path.join(root, 'package-lock.json'), 'utf8'));
  const text = await readFile(path.join(root, 'NOTICE'), 'utf8');
  const [above] = text.split(START);
  const list = `${above.trimEnd()}\n\n${START}\n${lists(lock)}`;
  return [['NOTICE', `${list}\n${BUNDLED}\n${await bundled(root)}`]];
}

async function bundled(root) {
  const {libraries} = await bundlePage(root);
  return libraries
    .map(({name, version, licence}) => `\n${name} ${version}\n\n${licence}\n`)
    .join('');
}

function lists({packages}) {
  const byLicence = new Map();
  for (const [place, {dev, license}] of Object.entries(packages)) {
    if (place === '' || dev) continue;
    if (!license) throw new Error(`${place} declares no licence in package-lock.json.`);
    const names = byLicence.get(license) ?? new Set();
    byLicence.set(license, names.add(place.replace(/^.*node_modules\//, '')));
  }
  const licences = [...byLicence].sort(([one], [other]) => (one < other ? -1 : 1));
  return licences.map(([licence, names]) => `\n${licence}\n${wrapped([...names].sort())}`).join('');
}

function wrapped(names) {
  const lines = [];
  for (const [index, name] of names.entries()) {
    const word = index < names.length - 1 ? `${name},` : name;
    const last = lines.at(-1);
    if (last !== undefined && `${last} ${word}`.length <= WIDTH)
      lines[lines.length - 1] += ` ${word}`;
    else lines.push(`  ${word}`);
  }
  return `${lines.join('\n')}\n`;
}
