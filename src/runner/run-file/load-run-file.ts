import {dirname, isAbsolute, join, resolve} from 'node:path';
import {collectSecrets} from '../../config/collect-secrets';
import {webhooksOf} from './webhooks-of';
import {readTextFile} from '../../config/read-text-file';
import {inspectConfig} from '../../config/validate-config';
import type {Json, JsonObject} from '../../core/json';
import {isJsonObject} from '../../core/json';
import {placeText, type Locate, type Mistake, type Place} from '../../core/mistake';
import {mistakesFailure} from '../../core/refusal';
import type {SecretMask} from '../../core/secrets/secret-mask';
import {PEOPLE_TABLES} from '../../people/graph/people-views';
import type {PeopleSettings} from '../../people/people-settings';
import type {Model, SqlOrigin} from '../../warehouse/models/model';
import type {ReadableFiles} from '../../warehouse/file-rules';
import {historySettings} from './history-settings-of';
import {interpolate} from './interpolate';
import {parseYamlWithLines} from './parse-yaml';
import {peopleSettings} from './people-settings-of';
import {attempt, type Reading} from './reading';
import {ownSchema} from './run-file-schema';
import type {ConfigSchemas, RunFile, RunFileDraft} from './run-file';
import {cellsIn, sqlAt} from './sql-of';

/** Which run file is read, and what for. */
interface LoadOptions {
  readonly path: string;
  readonly schemas: ConfigSchemas;
  /** Learns every secret before anything is said about it. */
  readonly mask: SecretMask;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Reads a run file and all that it refers to, and checks the lot without any request.
 * @throws Failure `config`, one sentence per mistake, with file, line and place.
 */
export function loadRunFile(options: LoadOptions): RunFile {
  const {runFile, mistakes} = inspectRunFile(options);
  if (mistakes.length > 0 || runFile === undefined) throw mistakesFailure(mistakes);
  return runFile;
}

/** The same for who goes on with what is right. */
export function inspectRunFile(options: LoadOptions): RunFileDraft {
  const {path, mask} = options;
  const read: Reading = {
    ...{path, directory: dirname(resolve(path)), mask, values: options.environment},
    mistakes: [],
    unset: [],
  };
  const runFile = readAll(read, options.schemas);
  return {runFile, mistakes: read.mistakes};
}

/** All that can be read; what is wrong is kept in `read`. */
function readAll(read: Reading, schemas: ConfigSchemas): RunFile | undefined {
  const {path, mask} = read;
  const yaml = attempt(read, () => yamlIn(read, path, 'run'));
  if (yaml === undefined) return undefined;
  learnSecrets(yaml.value, schemas, mask);
  const checked = inspectConfig({
    ...{schema: ownSchema(yaml.value), config: yaml.value, sections: []},
  });
  note(read, checked.mistakes, yaml.locate);
  const file = checked.config;
  const main: MainFile = {...yaml, file};
  const notified = webhooksOf(file, mask);
  note(read, notified.mistakes, yaml.locate);
  const source = objectAt(file, 'source');
  const warehouse = objectAt(file, 'warehouse');
  const memoryMb = warehouse['memory_mb'];
  return {
    path,
    locate: yaml.locate,
    source: {
      ...endOf(read, main, {
        end: 'source',
        schema: schemas.source,
        vendors: schemas.sourceVendors,
      }),
      streams: streamsOf(read, main, source['streams']),
    },
    warehouse: {
      path: resolve(read.directory, textAt(warehouse, 'path')),
      ...(typeof memoryMb === 'number' && {memoryMb}),
      files: filesOf(read, main, warehouse['files']),
    },
    models: modelsOf(read, main),
    ...(isJsonObject(file['people']) && {people: peopleOf(read, main)}),
    destination: endOf(read, main, {
      end: 'destination',
      schema: schemas.destination,
      vendors: schemas.destinationVendors,
    }),
    history: historySettings(file),
    webhooks: notified.webhooks,
  };
}

/** A YAML file with its variables in place. */
interface ReadYaml {
  readonly value: Json;
  readonly locate: Locate;
  /** Where the lines of a text stand. */
  readonly originOf: (place: Place) => SqlOrigin;
}

/** The run file's own values. */
interface MainFile extends Pick<ReadYaml, 'locate' | 'originOf'> {
  readonly file: JsonObject;
}

/** Keeps mistakes whose places begin at a place of a file. */
function note(
  {mistakes, unset}: Reading,
  found: readonly Mistake[],
  locate: Locate,
  root: Place = [],
): void {
  for (const mistake of found) {
    const place = [...root, ...mistake.place];
    const at = locate(place);
    const text = placeText(place);
    if (unset.some((one) => one.file === at.file && placeText(one.place) === text)) continue;
    const {example} = mistake;
    const moved = example && {...example, place: [...root, ...example.place]};
    mistakes.push({...mistake, ...at, place, ...(moved && {example: moved})});
  }
}

/** A YAML file with its variables in place; paths in it begin at its own folder. */
function yamlIn(
  {mask, values, mistakes, unset}: Reading,
  path: string,
  what: 'run' | 'configuration',
): ReadYaml {
  const text = readTextFile(path, what);
  const {value, lineOf, lineAt, textAt} = parseYamlWithLines(text, path, `${what} file`);
  const directory = dirname(resolve(path));
  const refuse = (mistake: Mistake): void => {
    unset.push(mistake);
    mistakes.push(mistake);
  };
  return {
    value: interpolate(value, {values, file: path, directory, mask, lineOf, refuse}),
    locate: (place) => ({file: path, line: lineAt(place)}),
    originOf: (place) => ({file: path, ...textAt(place)}),
  };
}

function learnSecrets(raw: Json, schemas: ConfigSchemas, mask: SecretMask): void {
  if (!isJsonObject(raw)) return;
  for (const end of ['source', 'destination'] as const) {
    const secrets = collectSecrets(schemas[end], objectAt(raw, end)['config']);
    for (const secret of secrets) mask.add(secret);
  }
}

function endOf(
  read: Reading,
  {file: main, locate}: MainFile,
  what: {
    readonly end: 'source' | 'destination';
    readonly schema: JsonObject;
    readonly vendors: readonly string[];
  },
): {readonly config: JsonObject; readonly file: string; readonly locate: Locate} {
  const {end, schema, vendors} = what;
  const section = objectAt(main, end);
  const inline = section['config'];
  const named = section['config_file'];
  const one = oneOfTwo(read, {
    ...{locate, place: [end], names: ['config', 'config_file'], values: [inline, named]},
    isThere: main[end] !== undefined,
  });
  const inlineRoot: Place = [end, 'config'];
  const file = `${read.path}, ${end}.config`;
  if (typeof named !== 'string') {
    const {config, mistakes} = inspectConfig({
      ...{schema, sections: vendors, root: inlineRoot},
      config: isJsonObject(inline) ? inline : {},
    });
    if (one && isJsonObject(inline)) note(read, mistakes, locate, inlineRoot);
    return {config, file, locate: (place) => locate([...inlineRoot, ...place])};
  }
  const path = resolve(read.directory, named);
  const yaml = attempt(read, () => configIn(read, path, schema));
  if (yaml === undefined) return {config: {}, file: path, locate: () => ({file: path})};
  const {config, mistakes} = inspectConfig({schema, sections: vendors, config: yaml.value});
  note(read, mistakes, yaml.locate);
  return {config, file: path, locate: yaml.locate};
}

function configIn(read: Reading, path: string, schema: JsonObject): ReadYaml {
  const yaml = yamlIn(read, path, 'configuration');
  for (const secret of collectSecrets(schema, yaml.value)) read.mask.add(secret);
  return yaml;
}

function modelsOf(read: Reading, main: MainFile): readonly Model[] {
  const {models} = main.file;
  const list: readonly Json[] = Array.isArray(models) ? models : [];
  const names = new Map<string, string>();
  return list.map((model, index) => modelOf(read, {...main, model, index, names}));
}

function modelOf(
  read: Reading,
  what: MainFile & {
    readonly model: Json;
    readonly index: number;
    /** Of the models before it, by the name in lower case: DuckDB knows a table in one case only. */
    readonly names: Map<string, string>;
  },
): Model {
  const {index, names, locate} = what;
  const isThere = isJsonObject(what.model);
  const model = isJsonObject(what.model) ? what.model : {};
  const place: Place = ['models', index];
  const name = textAt(model, 'name');
  const same = names.get(name.toLowerCase());
  if (name !== '' && same !== undefined) {
    const sentence = `"models[${index}].name" repeats ${same}${same === name ? '' : `, for DuckDB knows no difference between upper and lower case`}. Give each model a different name.`;
    note(read, [{place: ['name'], sentence}], locate, place);
  }
  if (isJsonObject(what.file['people']) && PEOPLE_TABLES.includes(name.toLowerCase())) {
    const sentence = `"models[${index}].name" is ${name}, which is the name of a table that the section people makes. Give the model another name.`;
    note(read, [{place: ['name'], sentence}], locate, place);
  }
  names.set(name.toLowerCase(), name);
  const {sql: inline, sql_file: file} = model;
  oneOfTwo(read, {locate, place, names: ['sql', 'sql_file'], values: [inline, file], isThere});
  const limit = model['time_limit_seconds'];
  return {
    name,
    key: textAt(model, 'key'),
    sql: sqlAt(read, model, {place, locate}),
    origin:
      typeof file === 'string'
        ? {file: besides(read.path, file), line: 1, isLinewise: true}
        : what.originOf([...place, 'sql']),
    ...(typeof limit === 'number' && {timeLimitSeconds: limit}),
  };
}

/** A file beside the run file, as the user would type it. */
function besides(path: string, file: string): string {
  return isAbsolute(file) ? file : join(dirname(path), file);
}

function peopleOf(read: Reading, {file, locate}: MainFile): PeopleSettings {
  const section = objectAt(file, 'people');
  const roster = objectAt(section, 'roster');
  const place: Place = ['people', 'roster'];
  const isThere = section['roster'] !== undefined;
  const {sql: inline, sql_file: named} = roster;
  oneOfTwo(read, {locate, place, names: ['sql', 'sql_file'], values: [inline, named], isThere});
  const rosterSql = sqlAt(read, roster, {place, locate});
  return peopleSettings(section, {
    directory: read.directory,
    ...(isThere && {rosterSql}),
    fill: cellsIn(read),
  });
}

function filesOf(read: Reading, {locate}: MainFile, files?: Json): ReadableFiles {
  if (files === 'all') return 'all';
  if (typeof files === 'string') {
    const sentence = '"warehouse.files" must be all or a list of files and folders. Correct it.';
    note(read, [{place: ['warehouse', 'files'], sentence}], locate);
  }
  const list = Array.isArray(files) ? files.filter((file) => typeof file === 'string') : [];
  return [read.directory, ...list.map((file) => resolve(read.directory, file))];
}

function streamsOf(
  read: Reading,
  {locate}: MainFile,
  streams: Json | undefined,
): 'all' | readonly string[] {
  if (streams === undefined || streams === 'all') return 'all';
  if (Array.isArray(streams)) return streams.map(String);
  const place = ['source', 'streams'];
  if (typeof streams === 'string') {
    const sentence = '"source.streams" must be all or a list of stream names. Correct the value.';
    note(read, [{place, sentence}], locate);
  }
  return 'all';
}

/** True when one of two is given, as it must be. */
function oneOfTwo(
  read: Reading,
  what: {
    readonly locate: Locate;
    readonly place: Place;
    readonly names: readonly [string, string];
    readonly values: readonly [Json | undefined, Json | undefined];
    /** False: their owner is missing itself, which is told already. */
    readonly isThere: boolean;
  },
): boolean {
  const [first, second] = what.names;
  const given = what.values.filter((value) => value !== undefined).length;
  if (given === 1 || !what.isThere) return given === 1;
  const fault =
    given === 2 ? `holds both ${first} and ${second}` : `holds neither ${first} nor ${second}`;
  const sentence = `"${placeText(what.place)}" ${fault}. Give exactly one of them.`;
  note(read, [{place: [], sentence}], what.locate, what.place);
  return false;
}

function objectAt(object: JsonObject, name: string): JsonObject {
  const value = object[name];
  return isJsonObject(value) ? value : {};
}

function textAt(object: JsonObject, name: string): string {
  const value = object[name];
  return typeof value === 'string' ? value : '';
}
