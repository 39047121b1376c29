import {dirname, resolve} from 'node:path';
import {collectSecrets} from '../../config/collect-secrets';
import {readTextFile} from '../../config/read-text-file';
import {validateConfig} from '../../config/validate-config';
import {Failure} from '../../core/failure';
import type {Json, JsonObject} from '../../core/json';
import {isJsonObject} from '../../core/json';
import type {SecretMask} from '../../core/secrets/secret-mask';
import {loadResource} from '../../resources/load-resource';
import type {Model} from '../../warehouse/models/model';
import {interpolate, interpolateFile} from './interpolate';
import {parseYamlWithLines} from './parse-yaml';
import type {ConfigSchemas, RunFile} from './run-file';

/** What `loadRunFile` needs. */
export interface LoadOptions {
  readonly path: string;
  readonly schemas: ConfigSchemas;
  /** Learns every secret before anything is said about it. */
  readonly mask: SecretMask;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Reads a run file and all that it refers to, and checks the lot without any request.
 * @throws Failure `config`, one sentence per problem, with file and place.
 */
export function loadRunFile(options: LoadOptions): RunFile {
  const {path, schemas, mask} = options;
  const read: Reading = {
    path,
    directory: dirname(resolve(path)),
    mask,
    values: options.environment,
  };
  const raw = yamlIn(read, path, 'run');
  learnSecrets(raw, schemas, mask);
  const file = validateConfig({
    schema: loadResource('spec/run-file.json'),
    config: raw,
    file: path,
    sections: [],
  });
  const source = objectAt(file, 'source');
  const warehouse = objectAt(file, 'warehouse');
  const memoryMb = warehouse['memory_mb'];
  return {
    path,
    source: {
      ...endOf(read, {
        end: 'source',
        section: source,
        schema: schemas.source,
        vendors: schemas.sourceVendors,
      }),
      streams: streamsOf(path, source['streams']),
    },
    warehouse: {
      path: resolve(read.directory, textAt(warehouse, 'path')),
      ...(typeof memoryMb === 'number' && {memoryMb}),
    },
    models: modelsOf(read, file['models']),
    destination: endOf(read, {
      end: 'destination',
      section: objectAt(file, 'destination'),
      schema: schemas.destination,
      vendors: schemas.destinationVendors,
    }),
  };
}

/** Which file is being read, and where its relative paths begin. */
interface Reading {
  readonly path: string;
  readonly directory: string;
  readonly mask: SecretMask;
  /** Environment variables. */
  readonly values: Readonly<Record<string, string | undefined>>;
}

/** A YAML file with its variables in place; paths in it begin at its own folder. */
function yamlIn({mask, values}: Reading, path: string, what: 'run' | 'configuration'): Json {
  const {value, lineOf} = parseYamlWithLines(readTextFile(path, what), path, `${what} file`);
  return interpolate(value, {values, file: path, directory: dirname(resolve(path)), mask, lineOf});
}

function sqlIn({mask, values}: Reading, path: string): string {
  const directory = dirname(resolve(path));
  return interpolateFile(readTextFile(path, 'SQL'), {values, file: path, directory, mask});
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
  what: {
    readonly end: 'source' | 'destination';
    readonly section: JsonObject;
    readonly schema: JsonObject;
    readonly vendors: readonly string[];
  },
): {readonly config: JsonObject; readonly file: string} {
  const inline = what.section['config'];
  const named = what.section['config_file'];
  oneOfTwo(read.path, {place: what.end, names: ['config', 'config_file'], values: [inline, named]});
  const path = typeof named === 'string' ? resolve(read.directory, named) : undefined;
  const file = path ?? `${read.path}, ${what.end}.config`;
  const config = path === undefined ? inline : configIn(read, path, what.schema);
  return {
    config: validateConfig({
      schema: what.schema,
      config: config ?? null,
      file,
      sections: what.vendors,
    }),
    file,
  };
}

function configIn(read: Reading, path: string, schema: JsonObject): Json {
  const config = yamlIn(read, path, 'configuration');
  for (const secret of collectSecrets(schema, config)) read.mask.add(secret);
  return config;
}

function modelsOf(read: Reading, models: unknown): readonly Model[] {
  const list: readonly unknown[] = Array.isArray(models) ? models : [];
  const names = new Set<string>();
  return list.filter(isJsonObject).map((model, index) => {
    const name = textAt(model, 'name');
    if (names.has(name)) {
      throw problem(
        read.path,
        `"models[${index}].name" repeats ${name}. Give each model a different name.`,
      );
    }
    names.add(name);
    const {sql: inline, sql_file: file} = model;
    oneOfTwo(read.path, {
      place: `models[${index}]`,
      names: ['sql', 'sql_file'],
      values: [inline, file],
    });
    const sql =
      typeof file === 'string' ? sqlIn(read, resolve(read.directory, file)) : textAt(model, 'sql');
    const limit = model['time_limit_seconds'];
    return {
      name,
      key: textAt(model, 'key'),
      sql,
      ...(typeof limit === 'number' && {timeLimitSeconds: limit}),
    };
  });
}

function streamsOf(path: string, streams: unknown): 'all' | readonly string[] {
  if (streams === undefined || streams === 'all') return 'all';
  if (Array.isArray(streams)) return streams.map(String);
  throw problem(path, '"source.streams" must be all or a list of stream names. Correct the value.');
}

function oneOfTwo(
  path: string,
  what: {
    readonly place: string;
    readonly names: readonly [string, string];
    readonly values: readonly [unknown, unknown];
  },
): void {
  const [first, second] = what.names;
  const given = what.values.filter((value) => value !== undefined).length;
  if (given === 1) return;
  const fault =
    given === 2 ? `holds both ${first} and ${second}` : `holds neither ${first} nor ${second}`;
  throw problem(path, `"${what.place}" ${fault}. Give exactly one of them.`);
}

function problem(path: string, sentence: string): Failure {
  return new Failure({kind: 'config', message: `${path}: ${sentence}`});
}

function objectAt(object: JsonObject, name: string): JsonObject {
  const value = object[name];
  return isJsonObject(value) ? value : {};
}

function textAt(object: JsonObject, name: string): string {
  const value = object[name];
  return typeof value === 'string' ? value : '';
}
