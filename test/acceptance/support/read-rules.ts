import Ajv, {type ValidateFunction} from 'ajv';
import addFormats from 'ajv-formats';
import type {Stream} from './catalog-rules';
import {keyTextOf} from './record-key';
import type {RecordMessage, Run, StateMessage} from './run-connector';
import {textOf} from './walk-schema';

const ajv = new Ajv({strict: false, allErrors: true});
addFormats(ajv);

/** Records against the catalog: schema, columns, keys; each kind of problem once per stream. */
export function recordProblems({records}: Run, streams: readonly Stream[]): readonly string[] {
  const validators = new Map(
    streams.map((stream) => [stream.name, {stream, validate: closedValidator(stream)}]),
  );
  const problems = records.flatMap(({stream: name, data, emitted_at: at}) => {
    const known = validators.get(name);
    if (!known) return [`${name}: is not in the catalog`];
    const wrong = known.validate(data) ? [] : (known.validate.errors ?? []);
    const said = wrong.map(
      ({instancePath, message, params}) =>
        `${name}: ${instancePath.replaceAll(/\/\d+/g, '/[]')} ${message} ${JSON.stringify(params)}`,
    );
    if (keyTextOf(known.stream, data) === undefined) said.push(`${name}: a key is null or missing`);
    if (!Number.isInteger(at)) said.push(`${name}: emitted_at is not in whole milliseconds`);
    return said;
  });
  return [...new Set(problems)];
}

/** Undeclared columns are errors, whatever the schema says of them. */
function closedValidator({json_schema: schema}: Stream): ValidateFunction {
  return ajv.compile({...schema, additionalProperties: false});
}

/** Streams that came without a record. */
export function emptyStreams({records}: Run, streams: readonly Stream[]): readonly string[] {
  const seen = new Set(records.map(({stream}) => stream));
  return streams.map(({name}) => name).filter((name) => !seen.has(name));
}

/** STARTED, RUNNING once or more, COMPLETE: for exactly the streams that were configured. */
export function statusProblems({statuses}: Run, names: readonly string[]): readonly string[] {
  const stories = new Map(names.map((name) => [name, [] as string[]]));
  const problems: string[] = [];
  for (const {stream_descriptor: stream, status} of statuses) {
    const story = stories.get(stream.name);
    if (story) story.push(status);
    else problems.push(`${stream.name}: has a status and is not in the catalog`);
  }
  for (const [name, story] of stories) {
    if (/^STARTED( RUNNING)+ COMPLETE$/.test(story.join(' '))) continue;
    problems.push(`${name}: its statuses are ${story.join(' ')}`);
  }
  return problems;
}

/** At least one state per stream, each for one stream of the catalog, with its true record count. */
export function stateProblems(
  {messages, states}: Run,
  names: readonly string[],
): readonly string[] {
  const without = new Set(names);
  const problems = states.flatMap(({type, stream, sourceStats}) => {
    const name = stream?.stream_descriptor?.name;
    if (type !== 'STREAM' || name === undefined) return [`a state is of type ${type}, not STREAM`];
    const known = names.includes(name);
    without.delete(name);
    return [
      ...(known ? [] : [`${name}: has a state and is not in the catalog`]),
      ...(stream?.stream_state ? [] : [`${name}: has an empty state`]),
      ...(typeof sourceStats?.recordCount === 'number' ? [] : [`${name}: a state has no stats`]),
    ];
  });
  return [
    ...problems,
    ...[...without].map((name) => `${name}: has no state`),
    ...countProblems(messages),
  ];
}

/** `recordCount` has to be the number of the stream's records since its last state. */
function countProblems(messages: Run['messages']): readonly string[] {
  const pending = new Map<string, number>();
  const problems: string[] = [];
  for (const message of messages) {
    // The rules above have looked at the shape of states; records have a stream.
    const {record, state} = message as {record?: RecordMessage; state?: StateMessage};
    if (record) {
      const name = record.stream;
      pending.set(name, (pending.get(name) ?? 0) + 1);
    }
    const name = state?.stream?.stream_descriptor?.name;
    if (name === undefined) continue;
    const count = state?.sourceStats?.recordCount;
    const since = pending.get(name) ?? 0;
    if (count !== since) problems.push(`${name}: a state counts ${count} of ${since} records`);
    pending.set(name, 0);
  }
  const left = [...pending].filter(([, count]) => count > 0);
  return [...problems, ...left.map(([name]) => `${name}: has records behind its last state`)];
}

/** What every run that is to succeed must keep: exit 0, nothing but messages, no error. */
export function endProblems({code, stderr, strayLines, errors}: Run): readonly string[] {
  return [
    ...(code === 0 ? [] : [`the exit code is ${code}`]),
    ...(stderr === '' ? [] : [`standard error says ${stderr.slice(0, 200)}`]),
    ...strayLines.map((line) => `standard output has a line that is no message: ${line}`),
    ...errors.map(({message}) => `an error trace says ${textOf(message)}`),
  ];
}
