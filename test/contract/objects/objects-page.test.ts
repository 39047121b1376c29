import {readdirSync, readFileSync} from 'node:fs';
import {basename, join} from 'node:path';
import type {ReasonCode} from '../../../src/write/record';
import {destinations} from './world';

/** The facts that `docs/objects.md` is made from, one file for each section. */
interface Facts {
  readonly objects: readonly {
    readonly name: string;
    readonly keys: readonly {readonly field: string}[];
    readonly modes: readonly {readonly mode: string}[];
    readonly options: readonly string[];
  }[];
}

/** A section's schema; of a list that of its entries. */
interface Fragment {
  readonly properties: object;
  readonly items?: {readonly properties: object};
}

const resources = join(__dirname, '../../../resources');
const objectsTold = readdirSync(join(resources, 'docs/objects')).flatMap((name) => {
  const section = basename(name, '.json');
  // The file is part of the project, and its shape is what is looked at below.
  const {objects} = JSON.parse(readResource(`docs/objects/${name}`)) as Facts;
  return objects.map((object) => ({...object, section}));
});

/** Complete, because the compiler asks for every reason. */
const reasons: Readonly<Record<ReasonCode, true>> = {
  missing_key: true,
  null_key: true,
  duplicate_key: true,
  invalid_key: true,
  invalid_type: true,
  invalid_value: true,
  unknown_field: true,
  read_only_field: true,
  immutable: true,
  too_large: true,
  not_found: true,
  already_exists: true,
  ambiguous: true,
  conflicting_models: true,
  not_allowed: true,
  limit_reached: true,
  id_collision: true,
  unsupported_operation: true,
  refused_by_vendor: true,
  unconfirmed: true,
};

describe('the facts of docs/objects.md', () => {
  it('name every object with its keys and modes, the defaults first', () => {
    const told = objectsTold.map(({name, section, keys, modes}) => ({
      vendor: section,
      name,
      keys: keys.map(({field}) => field),
      operations: modes.map(({mode}) => mode),
    }));
    // The same of each vendor is told once.
    const registered = destinations.flatMap(({name: vendor, nameEntry, objects}) => [
      ...new Map(
        objects.map(({name, keys, operations}) => {
          const told = nameEntry === undefined ? name : name.replace(/^[a-z]+_/, '<vendor>_');
          return [told, {vendor, name: told, keys, operations}] as const;
        }),
      ).values(),
    ]);
    const byName = (a: {name: string}, b: {name: string}): number => a.name.localeCompare(b.name);
    expect([...told].sort(byName)).toEqual([...registered].sort(byName));
  });

  it('leave out no option but those of the connection', () => {
    for (const section of new Set(objectsTold.map((one) => one.section))) {
      const options = [
        ...new Set(
          objectsTold.filter((one) => one.section === section).flatMap((one) => one.options),
        ),
      ];
      const fragment = JSON.parse(readResource(`spec/destination/${section}.json`)) as Fragment;
      const {properties} = fragment.items ?? fragment;
      const connection = [
        'vendor',
        'token',
        'integration_key',
        'region',
        'base_url',
        'api_key',
        'credentials',
        'auth',
      ];
      const wanted = Object.keys(properties).filter((name) => !connection.includes(name));
      expect(options.filter((name) => !connection.includes(name)).sort()).toEqual(wanted.sort());
    }
  });

  it('name every reason of a rejection', () => {
    // The same goes for this file.
    const told = JSON.parse(readResource('docs/reasons.json')) as readonly {reason: string}[];
    expect(told.map(({reason}) => reason)).toEqual(Object.keys(reasons));
  });
});

function readResource(name: string): string {
  return readFileSync(join(resources, name), 'utf8');
}
