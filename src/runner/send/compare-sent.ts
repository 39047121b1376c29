import {
  deltaRows,
  type Delta,
  type DeltaRow,
  type ReadKeys,
} from '../../warehouse/memory/compute-delta';
import type {Database} from '../../warehouse/database';
import type {PreparedSend, SendModelsOptions} from './prepared-send';
import {verifyValues, type Verified} from './verify-values';

/** With `--verify` all rows, else those of which a stream has read something since. */
export async function compareOne(
  options: SendModelsOptions,
  models: Database,
  {
    send,
    delta,
    notes,
  }: {readonly send: PreparedSend; readonly delta: Delta; readonly notes: string[]},
): Promise<Verified> {
  const {verify} = options.choice;
  const read = verify ? undefined : readKeysOf(options, send);
  if (!verify && read === undefined) return NOTHING_COMPARED;
  const {foldsCase} = send.target;
  const verified = await verifyValues(models, {
    ...{...options, ...send, delta, foldsCase},
    ...(read && {read}),
  });
  const {object} = send.mapping;
  if (verify && !verified.possible && verified.failure === undefined && delta.candidates > 0) {
    notes.push(
      `${object} cannot be read, so --verify compared nothing there; --full sends every row again.`,
    );
  }
  return verified;
}

const NOTHING_COMPARED: Verified = {
  ...{possible: false, drifted: new Set(), driftedNotNews: 0, examples: [], failure: undefined},
};

/** The stream whose keys tell which rows are compared; a canary leaves that to the next whole run. */
export function readKeysOf(
  {choice, listedBy, failedStreams}: SendModelsOptions,
  send: PreparedSend,
): ReadKeys | undefined {
  const read = listedBy.get(send);
  const isUnread = read === undefined || failedStreams.has(read.stream);
  return choice.verify || choice.limit !== undefined || isUnread ? undefined : read;
}

/** The news, and rows that are sent again because the vendor holds something else. */
export async function* dueRows(
  models: Database,
  delta: Delta,
  resent: ReadonlySet<number> | undefined,
): AsyncGenerator<readonly DeltaRow[]> {
  if (resent === undefined || resent.size === 0) {
    yield* deltaRows(models, delta, {of: 'news'});
    return;
  }
  for await (const rows of deltaRows(models, delta)) {
    yield rows.filter(({isNews, position}) => isNews || resent.has(position));
  }
}

/** The streams of which everything that they list was compared. */
export function comparedStreams(
  {listedBy, failedStreams, choice}: SendModelsOptions,
  settled: ReadonlySet<PreparedSend>,
): readonly string[] {
  if (choice.limit !== undefined) return [];
  const left = new Set(
    [...listedBy].flatMap(([send, {stream}]) => (settled.has(send) ? [] : [stream])),
  );
  const all = new Set([...listedBy.values()].map(({stream}) => stream));
  return [...all].filter((stream) => !left.has(stream) && !failedStreams.has(stream));
}
