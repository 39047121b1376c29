import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import Ajv from 'ajv';
import {configSchemaOf, type Side} from '../../src/config/assemble-spec';
import {isJsonObject, type Json, type JsonObject} from '../../src/core/json';
import {blockOf, listOf, objectOf, type Block} from './form-double/blocks';
import {formFacts} from './form-double/form-facts';
import {editForm, newForm, type PlatformForm} from './form-double/platform-form';
import {settingsOf} from '../registry/support/connectors';
import {sectionNames} from './form-double/section-names';
import {masked, PLATFORM_MASK} from './form-double/stored-secrets';

const sides: readonly Side[] = ['source', 'destination'];
const schemas = {source: settingsOf('source'), destination: settingsOf('destination')};

const samples = join(__dirname, '..', '..', 'test_files');

function readSample(name: string): JsonObject {
  return objectOf(JSON.parse(readFileSync(join(samples, name), 'utf8')) as Json);
}

function fillIn(form: PlatformForm, section: string): void {
  form.choose(section, 'yes');
  const {required = {}} = formFacts[section] ?? {};
  for (const [path, value] of Object.entries(required)) form.fill(`${section}.${path}`, value);
}

/** Another value than the default for an option; undefined for what cannot be chosen at random. */
function otherValue({schema, kind}: Block): Json | undefined {
  if (kind !== 'item' || schema['const'] !== undefined) return undefined;
  const values = listOf(schema['enum']);
  if (values.length > 0) return values.find((one) => one !== schema['default']);
  const {type, minimum, maximum, examples} = schema;
  if (type === 'boolean') return schema['default'] !== true;
  if (type === 'integer' || type === 'number') return minimum ?? maximum ?? 3;
  if (type === 'array') return ['one'];
  return schema['airbyte_secret'] === true ? 'another-secret' : (listOf(examples)[0] ?? 'text');
}

/** The options of a section that its form shows, with another value for each. */
function optionsOf(schema: JsonObject, section: string): readonly (readonly [string, Json])[] {
  const choice = blockOf(objectOf(objectOf(schema['properties'])[section]), section);
  const used = choice.kind === 'choice' ? choice.variants[1] : undefined;
  return (used?.blocks ?? []).flatMap((block) => {
    const value = otherValue(block);
    const hidden = block.schema['airbyte_hidden'] === true;
    return value === undefined || hidden ? [] : [[block.path, value] as const];
  });
}

const cases = sides.flatMap((side) =>
  sectionNames(schemas[side]).flatMap((section) =>
    optionsOf(schemas[side], section).map(([path, value]) => ({side, section, path, value})),
  ),
);

describe('An edit in the form', () => {
  it.each(cases)(
    'of $side: $path changes that and nothing else',
    ({side, section, path, value}) => {
      const schema = schemas[side];
      const form = newForm(schema);
      for (const name of sectionNames(schema)) fillIn(form, name);
      const {config} = form.save();
      const edit = editForm(schema, config);
      edit.fill(path, value);
      const saved = edit.save();
      const changed = {...objectOf(config[section]), [path.slice(section.length + 1)]: value};
      expect(saved).toEqual({config: {...config, [section]: changed}, problems: []});
    },
  );

  it.each([
    ['source', 'source/config.json'],
    ['source', 'acceptance/source/config.json'],
    ['destination', 'acceptance/destination/config.json'],
  ] as const)('of %s keeps what %s says in the older shape', (side, name) => {
    const config = readSample(name);
    const edit = editForm(schemas[side], config);
    const [option, value] = side === 'source' ? ['deletion_share_max', 1] : ['dry_run', true];
    edit.fill(option, value);
    const {config: saved, problems} = edit.save();
    expect(problems).toEqual([]);
    expect(saved).toMatchObject({...config, [option]: value});
    expect(new Ajv({strict: false}).validate(schemas[side], saved)).toBe(true);
  });

  it('keeps the keys of every workspace', () => {
    const form = newForm(schemas.source);
    fillIn(form, 'pandadoc');
    form.fill('pandadoc.more_api_keys', 'Legal = key-one\nHR = key-two');
    const {config} = form.save();
    const edit = editForm(schemas.source, config);
    edit.fill('pandadoc.name', 'Sales');
    expect(edit.save().config).toEqual({
      ...config,
      pandadoc: {...objectOf(config['pandadoc']), name: 'Sales'},
    });
  });
});

describe('A mapping in the form', () => {
  const schema = schemas.destination;

  function withMapping(): JsonObject {
    const form = newForm(schema);
    fillIn(form, 'pipedrive');
    form.add('mappings');
    form.fill('mappings.0.stream', 'people');
    form.choose('mappings.0.target', 'pipedrive_users');
    form.fill('mappings.0.target.mode', 'upsert');
    form.fill('mappings.0.target.key_field', 'email');
    form.fill('mappings.0.key', 'work_email');
    const {config, problems} = form.save();
    expect(problems).toEqual([]);
    return config;
  }

  it('keeps its key column, mode and object through an edit', () => {
    const config = withMapping();
    expect(config['mappings']).toEqual([
      {
        stream: 'people',
        target: {object: 'pipedrive_users', mode: 'upsert', key_field: 'email'},
        key: 'work_email',
        fields: [],
        nulls: 'skip',
      },
    ]);
    const edit = editForm(schema, config);
    edit.fill('dry_run', true);
    expect(edit.save().config).toEqual({...config, dry_run: true});
  });

  it('offers the modes and keys of the object that was chosen', () => {
    const fieldsOf = (object: string): readonly string[] => {
      const form = newForm(schema);
      form.add('mappings');
      form.choose('mappings.0.target', object);
      const list = blockOf(objectOf(objectOf(schema['properties'])['mappings']), 'mappings');
      const target =
        list.kind === 'list' ? list.entry.blocks.find((one) => one.key === 'target') : undefined;
      const variant =
        target?.kind === 'choice' ? target.variants[target.constants.indexOf(object)] : undefined;
      return (variant?.blocks ?? []).map(
        ({key, schema: option}) => `${key}: ${listOf(option['enum']).map(String).join(' ')}`,
      );
    };
    expect(fieldsOf('pipedrive_users')).toEqual([
      'object: ',
      'mode: update upsert insert soft_delete',
      'key_field: email id',
    ]);
    expect(fieldsOf('userguiding_users')).toEqual(['object: ', 'mode: upsert']);
  });
});

describe.each(sides)('The published specification of the %s', (side) => {
  it('has no secret inside a list', () => {
    expect(secretsInLists(schemas[side], false)).toEqual([]);
  });

  it('leaves nothing readable of what the platform must not show', () => {
    const form = newForm(schemas[side]);
    for (const name of sectionNames(schemas[side])) fillIn(form, name);
    const shown = JSON.stringify(masked(schemas[side], form.save().config));
    const secrets = sectionNames(schemas[side]).flatMap((name) =>
      Object.values(formFacts[name]?.required ?? {}),
    );
    expect(secrets.filter((secret) => shown.includes(secret))).toEqual([]);
    expect(shown).toContain(PLATFORM_MASK);
  });
});

describe('The specification of 0.1.0', () => {
  const schemaOf = (side: Side): JsonObject =>
    configSchemaOf(readSample(`acceptance/${side}/releases/0.1.0/spec.json`));

  it.each([
    ['source', 'pagerduty', 'credentials.api_key'],
    ['destination', 'pendo', 'integration_key'],
  ] as const)('could not be saved for one vendor: %s, %s', (side, section, path) => {
    const form = newForm(schemaOf(side));
    form.fill(`${section}.${path}`, 'a-key-of-this-vendor');
    expect(form.save().problems).toContain(
      side === 'source' ? 'pendo.integration_key: is required' : 'userguiding.api_key: is required',
    );
  });

  it('lost the secrets of lists, and the key column of mappings, at every edit', () => {
    const source = readSample('acceptance/source/config.json');
    const edit = editForm(schemaOf('source'), source);
    expect(JSON.stringify(edit.save().config['scim'])).toContain(PLATFORM_MASK);
    const destination = readSample('acceptance/destination/config.json');
    const {config} = editForm(schemaOf('destination'), destination).save();
    expect(JSON.stringify(config['mappings'])).toContain(PLATFORM_MASK);
  });
});

function secretsInLists(schema: Json, inList: boolean, place = ''): readonly string[] {
  if (!isJsonObject(schema)) return [];
  const own = inList && 'airbyte_secret' in schema ? [place] : [];
  const {items} = schema;
  const below = [...Object.entries(objectOf(schema['properties']))].flatMap(([name, inner]) =>
    secretsInLists(inner ?? null, inList, `${place}.${name}`),
  );
  const variants = listOf(schema['oneOf']).flatMap((one) => secretsInLists(one, inList, place));
  return [...own, ...below, ...variants, ...secretsInLists(items ?? null, true, `${place}[]`)];
}
