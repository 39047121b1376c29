import {closestName} from '../../core/closest-name';
import {Failure} from '../../core/failure';
import {placeText, type Mistake} from '../../core/mistake';
import {mistakesOf} from '../../core/refusal';
import {describeStream, streamsOf} from '../../read/describe-stream';
import {unknownStream} from '../../read/unknown-stream';
import type {CheckedModel} from '../../warehouse/models/model';
import type {Mapping} from '../../write/mapping/mapping';
import {mappingsIn} from '../../write/mapping/mapping-section';
import {readPeopleFiles} from '../../people/update-people';
import type {Vendor} from '../../vendors/vendor';
import {peopleOf} from '../run/open-run';
import {inspectRunFile} from '../run-file/load-run-file';
import type {RunFile} from '../run-file/run-file';
import {compileRunMappings} from '../send/prepare-sends';
import type {CheckOptions} from './check-options';
import type {Note} from './check-report';
import {openWhatCan, type OpenedParts} from './open-what-can';
import {tryModels} from './try-models';

/** What is known of a run file without asking any vendor. */
export interface FoundMistakes {
  readonly mistakes: readonly Mistake[];
  readonly notes: readonly Note[];
  /** What is sound, for those who go on with it; absent when the file could not be read at all. */
  readonly sound?: {
    /** False: settings are wrong, so that no vendor can be asked. */
    readonly canAsk: boolean;
    readonly runFile: RunFile;
    readonly opened: OpenedParts;
    readonly models: readonly CheckedModel[];
    readonly mappings: readonly Mapping[];
  };
}

/** Every mistake of a run file and of the files that it names, found without a request. */
export async function findMistakes(options: CheckOptions): Promise<FoundMistakes> {
  const {path, schemas, environment, kit} = options;
  const draft = inspectRunFile({path, schemas, environment, mask: kit.mask});
  const {runFile} = draft;
  if (runFile === undefined) return {mistakes: draft.mistakes, notes: []};
  const opened = openWhatCan(options, runFile, draft.mistakes);
  const streams = opened.ends.sources.flatMap(({readers}) => readers.flatMap(streamsOf));
  const names = streams.map(({stream}) => stream.name);
  const {streams: wanted} = runFile.source;
  const vendors = options.vendors.flatMap(({name, source}) => (source ? [name] : []));
  const tried = await tryModels(
    runFile,
    {
      chosen: streams
        .filter(({stream: {name}}) => wanted === 'all' || wanted.includes(name))
        .map(describeStream),
      streams: names,
      ...{vendors, broken: opened.broken},
      people: peopleOf(runFile, options.vendors),
      file: !draft.mistakes.some(({place}) => place[0] === 'warehouse'),
    },
    kit,
  );
  const compiled = compile(runFile, opened, {models: tried.checked, known: draft.mistakes});
  return {
    mistakes: inOrder([
      ...draft.mistakes,
      ...opened.mistakes,
      ...unknownStreams(runFile, names, opened.broken),
      ...tried.mistakes,
      ...compiled.mistakes,
      ...peopleMistakes(runFile, options.vendors),
    ]),
    notes: [...tried.notes, ...helperNotes(runFile, tried.checked, compiled)],
    sound: {
      canAsk: draft.mistakes.length + opened.mistakes.length === 0,
      runFile,
      opened,
      models: tried.checked,
      mappings: compiled.mappings,
    },
  };
}

function compile(
  runFile: RunFile,
  {ends, broken}: OpenedParts,
  what: {readonly models: readonly CheckedModel[]; readonly known: readonly Mistake[]},
): {readonly mappings: readonly Mapping[]; readonly mistakes: readonly Mistake[]} {
  const columns = new Map(
    what.models.map((model) => [model.name, model.columns.map(({name}) => name)]),
  );
  const wrong = new Set([
    ...what.known.flatMap(({place}) => mappingAt(place)),
    ...mappingsOfBroken(runFile, broken),
  ]);
  try {
    return {mappings: compileRunMappings(runFile, ends.destinations, columns, wrong), mistakes: []};
  } catch (error) {
    if (!(error instanceof Failure) || error.kind !== 'config') throw error;
    return {mappings: [], mistakes: mistakesOf(error)};
  }
}

/** What is wrong in decisions and service accounts. */
function peopleMistakes({people, locate}: RunFile, vendors: readonly Vendor[]): readonly Mistake[] {
  try {
    const mappings = vendors.flatMap((vendor) => vendor.people ?? []);
    if (people) readPeopleFiles(people, mappings);
    return [];
  } catch (error) {
    if (!(error instanceof Failure) || error.kind !== 'config') throw error;
    const place = ['people'];
    return mistakesOf(error).map((mistake) =>
      mistake.file === undefined ? {...mistake, ...locate(place), place} : mistake,
    );
  }
}

/** The number of the mapping in which a place lies, if it does. */
function mappingAt(place: Mistake['place']): readonly number[] {
  const index = place[place.indexOf('mappings') + 1];
  return place.includes('mappings') && typeof index === 'number' ? [index] : [];
}

/** Objects of vendors that could not be opened are not known: that is told already. */
function mappingsOfBroken({destination}: RunFile, broken: readonly string[]): readonly number[] {
  const mappings: unknown = destination.config['mappings'];
  const list: readonly unknown[] = Array.isArray(mappings) ? mappings : [];
  return list.flatMap((mapping, index) => {
    const text = JSON.stringify(mapping);
    return broken.some((vendor) => text.includes(`"object":"${vendor}_`)) ? [index] : [];
  });
}

function unknownStreams(
  {source, locate}: RunFile,
  known: readonly string[],
  broken: readonly string[],
): readonly Mistake[] {
  if (source.streams === 'all') return [];
  return source.streams.flatMap((name, index): readonly Mistake[] => {
    if (known.includes(name) || broken.some((vendor) => name.startsWith(`${vendor}_`))) return [];
    const place = ['source', 'streams', index];
    const close = closestName(name, known);
    const sentence = unknownStream({name, known, asker: '"source.streams"'}).message;
    return [
      {
        ...locate(place),
        ...{place, sentence},
        ...(close !== undefined && {example: {place: place.slice(0, 2), value: [close]}}),
      },
    ];
  });
}

/** Models that are sent nowhere. */
function helperNotes(
  {models, locate, destination}: RunFile,
  checked: readonly CheckedModel[],
  compiled: ReturnType<typeof compile>,
): readonly Note[] {
  if (compiled.mistakes.length > 0) return [];
  // A mapping of a vendor that cannot be opened is not compiled, and names its model all the same.
  const named = mappingsIn(destination.config).flatMap(({stream}) =>
    typeof stream === 'string' ? [stream.toLowerCase()] : [],
  );
  return checked.flatMap((model): readonly Note[] => {
    if (model.isRead || named.includes(model.name.toLowerCase())) return [];
    if (compiled.mappings.some(({stream}) => stream === model.name)) return [];
    const index = models.findIndex(({name}) => name === model.name);
    const sentence = `The model ${model.name} is sent nowhere: no mapping names it, and no other model reads it.`;
    return [{...locate(['models', index]), sentence}];
  });
}

/** File by file in the order in which they are first named, and from top to bottom; each once. */
function inOrder(mistakes: readonly Mistake[]): readonly Mistake[] {
  const files = [...new Set(mistakes.map(({file}) => file))];
  const once = new Map(
    mistakes
      .filter((one) => !isMeant(one, mistakes))
      .map((mistake) => [`${mistake.file ?? ''}:${mistake.sentence}`, mistake]),
  );
  return [...once.values()].toSorted(
    (a, b) => files.indexOf(a.file) - files.indexOf(b.file) || (a.line ?? 0) - (b.line ?? 0),
  );
}

/** What is missing is there under a mistyped name, which another mistake says. */
function isMeant({place, sentence}: Mistake, mistakes: readonly Mistake[]): boolean {
  const text = placeText(place);
  return (
    sentence.includes(' is missing. ') &&
    mistakes.some(
      (other) =>
        other.example !== undefined &&
        other.sentence.includes(' is not known. ') &&
        placeText(other.example.place) === text,
    )
  );
}
