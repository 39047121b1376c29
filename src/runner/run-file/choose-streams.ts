import {tryAll} from '../../accounts/combine-failures';
import {Failure} from '../../core/failure';
import type {Log} from '../../core/log';
import type {DiscoveredStream} from '../../read/describe-stream';
import {describeStream, namesOf, streamsOf} from '../../read/describe-stream';
import {discoverStreams} from '../../read/discover-streams';
import type {OpenSource} from '../../read/source-vendor';
import {unknownStream} from '../../read/unknown-stream';
import type {RunFile} from './run-file';

const ASKER = '"source.streams"';

/**
 * Finds the streams that the run file asks for, in the order of their readers. A stream of which
 * nobody could say whether it is there is read all the same: then its end says it.
 * @throws Failure `config` for a stream that no configured vendor has, before any of them is asked,
 * and for one that the account does not have.
 */
export async function chooseStreams(
  sources: readonly OpenSource[],
  {streams: wanted}: RunFile['source'],
  log: Log,
): Promise<readonly DiscoveredStream[]> {
  const readers = sources.flatMap((source) => source.readers);
  const known = namesOf(readers);
  if (wanted !== 'all') refuseUnknown(wanted, known);
  const {streams, unanswered} = await discoverStreams(sources);
  for (const {streams: names, failure} of unanswered) {
    log('INFO', `Not known whether the account has ${names.join(', ')}: ${failure.message}`);
  }
  const there = new Set([
    ...streams.map(({name}) => name),
    ...unanswered.flatMap((question) => question.streams),
  ]);
  if (wanted !== 'all') refuseAbsent(wanted, there);
  return readers
    .flatMap(streamsOf)
    .filter(({stream: {name}}) => there.has(name) && (wanted === 'all' || wanted.includes(name)))
    .map(describeStream);
}

function refuseUnknown(wanted: readonly string[], known: readonly string[]): void {
  tryAll(
    wanted.map((name) => () => {
      if (!known.includes(name)) throw unknownStream({name, known, asker: ASKER});
    }),
  );
}

function refuseAbsent(wanted: readonly string[], there: ReadonlySet<string>): void {
  const absent = wanted.filter((name) => !there.has(name));
  if (absent.length === 0) return;
  throw new Failure({
    kind: 'config',
    message: `${ASKER} lists streams that this account does not have: ${absent.join(', ')}. Remove it, or use an account that has it.`,
  });
}
