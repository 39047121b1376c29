import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {ReasonCode} from '../../../src/write/record';
import {destinations} from './world';

/** The facts that `docs/objects.md` is made from. */
interface Facts {
  readonly objects: readonly {
    readonly name: string;
    readonly section: string;
    readonly keys: readonly {readonly field: string}[];
    readonly modes: readonly {readonly mode: string}[];
    readonly options: readonly string[];
  }[];
  readonly reasons: readonly {readonly reason: string}[];
}

const resources = join(__dirname, '../../../resources');
// The file is part of the project, and its shape is what is looked at below.
const facts = JSON.parse(readFileSync(join(resources, 'docs/objects.json'), 'utf8')) as Facts;

/** Complete, because the compiler asks for every reason. */
const reasons: Readonly<Record<ReasonCode, true>> = {
  missing_key: true,
  invalid_key: true,
  invalid_type: true,
  invalid_value: true,
  unknown_field: true,
  read_only_field: true,
  too_large: true,
  not_found: true,
  already_exists: true,
  ambiguous: true,
  not_allowed: true,
  limit_reached: true,
  id_collision: true,
  unsupported_operation: true,
  refused_by_vendor: true,
  unconfirmed: true,
};

describe('the facts of docs/objects.md', () => {
  it('name every object with its keys and modes, the defaults first', () => {
    const told = facts.objects.map(({name, section, keys, modes}) => ({
      vendor: section,
      name,
      keys: keys.map(({field}) => field),
      operations: modes.map(({mode}) => mode),
    }));
    const registered = destinations.flatMap(({name: vendor, objects}) =>
      objects.map((object) => ({vendor, ...object})),
    );
    const byName = (a: {name: string}, b: {name: string}): number => a.name.localeCompare(b.name);
    expect([...told].sort(byName)).toEqual([...registered].sort(byName));
  });

  it('leave out no option but those of the connection', () => {
    for (const {section, options} of facts.objects) {
      const path = join(resources, `spec/destination/${section}.json`);
      const {properties} = JSON.parse(readFileSync(path, 'utf8')) as {properties: object};
      const connection = [
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
    expect(facts.reasons.map(({reason}) => reason)).toEqual(Object.keys(reasons));
  });
});
