import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {Readable} from 'node:stream';
import Ajv from 'ajv';
import {loadedVendors} from '../support/loaded-vendors';
import {createProgram} from '../../src/airbyte/program';
import {runDestination} from '../../src/airbyte/run-destination';
import {runSource} from '../../src/airbyte/run-source';
import type {Side} from '../../src/config/assemble-spec';
import {systemClock} from '../../src/core/clock';
import type {JsonObject} from '../../src/core/json';
import type {Sandbox} from '../../src/sandbox/sandbox';
import {startSandbox} from '../../src/sandbox/start-sandbox';
import {vendors} from '../../src/vendors/registry';
import {capture} from '../airbyte/support/capture';
import {formFacts} from './form-double/form-facts';
import {editForm, newForm, type PlatformForm} from './form-double/platform-form';
import {settingsOf} from '../registry/support/connectors';
import {sectionNames} from './form-double/section-names';

/** An option that changes nothing about how a section signs in, and another value for it. */
const UNRELATED: Readonly<Record<Side, readonly [string, boolean | number]>> = {
  source: ['deletion_share_max', 0.25],
  destination: ['dry_run', true],
};

const world: {sandbox?: Sandbox; folder: string} = {folder: ''};

beforeAll(async () => {
  world.folder = mkdtempSync(join(tmpdir(), 'user-sync-form-'));
  world.sandbox = await startSandbox({seed: 7});
});

afterAll(async () => {
  await world.sandbox?.close();
  rmSync(world.folder, {recursive: true});
});

/** The answer of CHECK to a configuration. */
async function check(side: Side, config: JsonObject): Promise<unknown> {
  const path = join(world.folder, 'config.json');
  writeFileSync(path, JSON.stringify(config));
  const output = capture();
  const program = createProgram({stdout: output.stream, clock: systemClock, random: Math.random});
  const args = ['check', '--config', path];
  const run = {program, args};
  await (side === 'source'
    ? runSource({...run, vendors: loadedVendors(vendors.flatMap(({source}) => source ?? []))})
    : runDestination({
        ...run,
        vendors: loadedVendors(vendors.flatMap(({destination}) => destination ?? [])),
        openStdin: () => Readable.from([]),
      }));
  return output.messages().find(({type}) => type === 'CONNECTION_STATUS')?.['connectionStatus'];
}

function fillIn(form: PlatformForm, section: string): void {
  form.choose(section, 'yes');
  const {required = {}, address = ''} = formFacts[section] ?? {};
  for (const [path, value] of Object.entries(required)) form.fill(`${section}.${path}`, value);
  form.fill(`${section}.base_url`, `${world.sandbox?.url ?? ''}${address}`);
}

/** Each section alone, and in two pairs: what sections do to each other in a form does not depend on which. */
function pairsOf(names: readonly string[]): readonly (readonly string[])[] {
  const pairs = names.map((one, at) => [one, names[(at + 1) % names.length] ?? one]);
  return [...names.map((one) => [one]), ...pairs];
}

it('The tests know how to fill in no section that neither form has', () => {
  const known = (['source', 'destination'] as const).flatMap((side) =>
    sectionNames(settingsOf(side)),
  );
  expect(Object.keys(formFacts).filter((name) => !known.includes(name))).toEqual([]);
});

describe.each<Side>(['source', 'destination'])("Airbyte's form for the %s", (side) => {
  const schema = settingsOf(side);
  const names = sectionNames(schema);
  const conforms = new Ajv({strict: false}).compile(schema);

  it('has sections that the tests know how to fill in', () => {
    expect(names.filter((name) => formFacts[name] === undefined)).toEqual([]);
  });

  it.each(pairsOf(names).map((sections) => [sections.join(' and '), sections] as const))(
    'saves %s alone, and again after an edit',
    async (_title, sections) => {
      const form = newForm(schema);
      for (const section of sections) fillIn(form, section);
      const first = form.save();
      expect(first.problems).toEqual([]);
      expect([conforms(first.config), conforms.errors]).toEqual([true, null]);
      expect(await check(side, first.config)).toEqual({status: 'SUCCEEDED'});

      const [option, value] = UNRELATED[side];
      const edit = editForm(schema, first.config);
      edit.fill(option, value);
      const second = edit.save();
      expect(second).toEqual({config: {...first.config, [option]: value}, problems: []});
      expect(await check(side, second.config)).toEqual({status: 'SUCCEEDED'});
    },
  );

  it('is saved with nothing but sections that are not used, which CHECK asks to change', async () => {
    const {config, problems} = newForm(schema).save();
    expect(problems).toEqual([]);
    expect(await check(side, config)).toMatchObject({
      status: 'FAILED',
      message: expect.stringContaining('The configuration has no vendor section.') as string,
    });
  });

  it.each(names)('demands what %s needs once it is in use', (section) => {
    const form = newForm(schema);
    form.choose(section, 'yes');
    const [path = ''] = Object.keys(formFacts[section]?.required ?? {});
    expect(form.save().problems).toEqual([`${section}.${path}: is required`]);
  });

  it('forgets what was filled in when a section is put out of use, and nothing else', () => {
    const [one = '', other = ''] = names;
    const form = newForm(schema);
    fillIn(form, one);
    fillIn(form, other);
    const both = form.save().config;
    const edit = editForm(schema, both);
    edit.choose(one, 'no');
    expect(edit.save().config).toEqual({...both, [one]: {use: 'no'}});
  });

  it.each(names)('shows what most people need of %s, and folds the rest', (section) => {
    const form = newForm(schema);
    form.choose(section, 'yes');
    const fields = form.fields().filter(({path}) => path.startsWith(`${section}.`));
    const open = fields.filter(({folded}) => !folded).map(({path}) => path);
    expect(open.length).toBeLessThanOrEqual(4);
    const [required = ''] = Object.keys(formFacts[section]?.required ?? {});
    expect(open).toContain(`${section}.${required}`);
    const wordless = fields.filter(
      ({title, description}) => title === '' || description.length < 20,
    );
    expect(wordless).toEqual([]);
  });
});
