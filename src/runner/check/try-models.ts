import {closestName} from '../../core/closest-name';
import {toFailure} from '../../core/failure';
import type {Kit} from '../../core/kit';
import type {Mistake} from '../../core/mistake';
import {mistakesOf} from '../../core/refusal';
import {PEOPLE_TABLES} from '../../people/graph/people-views';
import {preparePeopleTables} from '../../people/update-people';
import type {DiscoveredStream} from '../../read/describe-stream';
import type {Database} from '../../warehouse/database';
import {checkModels, orderIn, type ModelChecks} from '../../warehouse/models/check-models';
import {faultyRows} from '../../warehouse/models/find-faults';
import type {CheckedModel, Model} from '../../warehouse/models/model';
import {openScratch, tablesInFile, type TableShape} from '../../warehouse/open-scratch';
import {tableOf} from '../run/read-into-warehouse';
import type {PeopleParts} from '../run/open-run';
import type {RunFile} from '../run-file/run-file';
import {computeModels} from '../send/compute-models';
import type {Note} from './check-report';

/** What is known of the tables that models may read. */
interface KnownTables {
  /** Streams that the run file reads. */
  readonly chosen: readonly DiscoveredStream[];
  /** All streams of the configured vendors. */
  readonly streams: readonly string[];
  /** Names of all vendors that can be read, and of those whose streams are not known. */
  readonly vendors: readonly string[];
  readonly broken: readonly string[];
  /** What the graph of people is made of; absent when the run file has none. */
  readonly people: PeopleParts | undefined;
  /** True: the path of the warehouse can be looked at. */
  readonly file: boolean;
}

/** What trying the models came to. */
interface TriedModels {
  readonly checked: readonly CheckedModel[];
  readonly mistakes: readonly Mistake[];
  readonly notes: readonly Note[];
}

/** A model that takes longer on one row per table is not looked into for null keys. */
const TRY_SECONDS = 2;

/** Proves the models in a database in memory, with tables as a run would find them. */
export async function tryModels(
  runFile: RunFile,
  known: KnownTables,
  kit: Kit,
): Promise<TriedModels> {
  const notes: Note[] = [];
  const people = known.people === undefined ? [] : PEOPLE_TABLES;
  const present = (known.file ? await presentTables(runFile, notes) : []).filter(
    ({name}) => name === 'findings' || !people.includes(name),
  );
  const scratch = await openScratch(known.chosen.map(tableOf), present);
  const there = [
    ...[...known.chosen, ...present].map(({name}) => name),
    ...people.filter((name) => name !== 'findings'),
  ];
  try {
    const {database} = scratch;
    if (known.people) await preparePeopleTables(database, known.people);
    const tries: Tries = {runFile, database, notes, mistakes: []};
    const checks = await check(tries);
    for (const [name, failure] of checks.failed) {
      const model = runFile.models.find((one) => one.name === name);
      const missing = model ? missingTables(tries, model, there) : [];
      if (model && missing.length > 0) {
        tries.mistakes.push(
          ...missing.flatMap((table) => missingTable(runFile, {model, table, known, there})),
        );
      } else {
        tries.mistakes.push(
          ...mistakesOf(failure).map((mistake) => placed(runFile, name, mistake)),
        );
      }
    }
    const keyless = await mayLackKeys(database, checks.checked, kit);
    notes.push(...keyless.map((model) => nullKeyNote(runFile, model)));
    return {checked: checks.checked, mistakes: tries.mistakes, notes};
  } finally {
    scratch.close();
  }
}

interface Tries {
  readonly runFile: RunFile;
  readonly database: Database;
  readonly notes: Note[];
  readonly mistakes: Mistake[];
}

/** What cannot be looked into, because a file is not there, for example, is noted and left out. */
async function check({runFile, database, notes, mistakes}: Tries): Promise<ModelChecks> {
  let sound = runFile.models.filter(({name, sql}) => name !== '' && sql !== '');
  for (;;) {
    try {
      const checks = await checkModels(database, sound, await orderIn(database, sound));
      const lost = [...checks.failed].find(([, {kind}]) => kind !== 'config');
      if (lost === undefined) return checks;
      const [name, failure] = lost;
      const model = sound.find((one) => one.name === name);
      notes.push({
        ...(model?.origin && {file: model.origin.file, line: model.origin.line}),
        sentence: failure.message,
      });
      sound = sound.filter((one) => one !== model);
    } catch (error) {
      const failure = toFailure(error);
      if (failure.kind !== 'config') throw failure;
      mistakes.push(...mistakesOf(failure));
      return {checked: [], failed: new Map()};
    }
  }
}

async function presentTables(
  {warehouse, locate}: RunFile,
  notes: Note[],
): Promise<readonly TableShape[]> {
  try {
    return await tablesInFile(warehouse.path);
  } catch (error) {
    const sentence = `What tables the warehouse has already is not known. ${toFailure(error).message}`;
    notes.push({...locate(['warehouse', 'path']), sentence});
    return [];
  }
}

/** Tables that a model reads and that nobody gives. */
function missingTables(
  {database, runFile}: Tries,
  model: Model,
  there: readonly string[],
): readonly string[] {
  const known = new Set(
    [...there, ...runFile.models.map(({name}) => name)].map((name) => name.toLowerCase()),
  );
  try {
    const read = [...database.tablesOf(model.sql)];
    return read.filter((name) => /^\w+$/.test(name) && !known.has(name.toLowerCase()));
  } catch {
    // What is no SQL is told by the check of the model itself.
    return [];
  }
}

function missingTable(
  {source, models}: RunFile,
  what: {
    readonly model: Model;
    readonly table: string;
    readonly known: KnownTables;
    readonly there: readonly string[];
  },
): readonly Mistake[] {
  const {model, table, known, there} = what;
  const owner = known.vendors.find((vendor) => table.toLowerCase().startsWith(`${vendor}_`));
  if (owner !== undefined && known.broken.includes(owner)) return [];
  const reads = `The model ${model.name} reads ${table}`;
  const at = lineOf(model, table);
  if (known.streams.includes(table)) {
    const place = ['source', 'streams'];
    const listed = source.streams === 'all' ? [] : source.streams;
    const sentence = `${reads}, which "source.streams" does not list. Add it to the list.`;
    return [{...at, place: [], sentence, example: {place, value: [...listed, table]}}];
  }
  const names = [...there, ...models.filter((one) => one !== model).map(({name}) => name)];
  const close = closestName(table, names);
  if (close !== undefined) {
    const sentence = `${reads}, and there is no such table or model. Did you mean ${close}?`;
    return [{...at, place: [], sentence}];
  }
  const isConfigured = known.streams.some((name) => name.startsWith(`${owner ?? ''}_`));
  if (owner !== undefined && !isConfigured) {
    const sentence = `${reads}, and "source.config" has no section ${owner}. Add the section, or take the table out of the model.`;
    return [{...at, place: [], sentence}];
  }
  const sentence = `${reads}, and there is no such table or model. There are ${names.join(', ')}.`;
  return [{...at, place: [], sentence}];
}

/** Where a name stands in a model's SQL. */
function lineOf({sql, origin}: Model, name: string): Pick<Mistake, 'file' | 'line'> {
  if (origin === undefined) return {};
  const found = sql.search(new RegExp(`\\b${name}\\b`, 'i'));
  const before = sql.slice(0, Math.max(found, 0)).split('\n').length - 1;
  return {file: origin.file, line: origin.line + (origin.isLinewise ? before : 0)};
}

function placed(runFile: RunFile, name: string, mistake: Mistake): Mistake {
  if (mistake.place.length === 0) return mistake;
  const index = runFile.models.findIndex((model) => model.name === name);
  const root = ['models', index];
  const place = [...root, ...mistake.place];
  const {example} = mistake;
  return {
    ...mistake,
    ...runFile.locate(place),
    place,
    ...(example && {example: {...example, place: [...root, ...example.place]}}),
  };
}

/** Models that give a row without a key when columns are null that may be. */
async function mayLackKeys(
  database: Database,
  models: readonly CheckedModel[],
  kit: Kit,
): Promise<readonly CheckedModel[]> {
  const tried = models
    .filter(({key, readsTablesOnly}) => key !== '' && readsTablesOnly)
    .map((model) => ({model: limited(model)}));
  const {computed} = await computeModels(database, {
    sends: tried,
    failedStreams: new Set(),
    kit,
  });
  const found: CheckedModel[] = [];
  for (const model of computed.values()) {
    const {faults} = model;
    if (faults === undefined) continue;
    for await (const rows of faultyRows(database, {...model, faults}, model.columns)) {
      if (rows.some(({reason}) => reason === 'null_key')) found.push(model);
    }
  }
  return found;
}

function limited(model: CheckedModel): CheckedModel {
  return {...model, timeLimitSeconds: TRY_SECONDS, reads: model.reads.map(limited)};
}

function nullKeyNote({models, locate}: RunFile, {name, key}: CheckedModel): Note {
  const index = models.findIndex((model) => model.name === name);
  return {
    ...locate(['models', index, 'key']),
    sentence: `The key ${key} of the model ${name} may be null, and rows without a key are rejected. Leave them out with WHERE ${key} IS NOT NULL if you do not want to see them.`,
  };
}
