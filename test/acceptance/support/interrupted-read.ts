import {latestStates} from './configured-reads';
import type {RecordMessage, Run, StateMessage} from './run-connector';

/** A read that was cut off behind one of its states. */
export interface Prefix {
  /** Number of the state, counted from 1. */
  readonly number: number;
  /** The latest state of every stream so far. */
  readonly states: readonly StateMessage[];
  /** Records that these states cover; what came behind them is lost with the read. */
  readonly covered: readonly RecordMessage[];
}

/** The read as it was behind every one of its states. */
export function prefixesOf({messages}: Run): readonly Prefix[] {
  const prefixes: Prefix[] = [];
  const states: StateMessage[] = [];
  const covered: RecordMessage[] = [];
  const pending = new Map<string, RecordMessage[]>();
  for (const message of messages) {
    // Messages of these types hold these members, which other rules look at.
    const {record, state} = message as {record?: RecordMessage; state?: StateMessage};
    if (record) {
      const earlier = pending.get(record.stream);
      if (earlier) earlier.push(record);
      else pending.set(record.stream, [record]);
      continue;
    }
    const name = state?.stream?.stream_descriptor?.name;
    if (!state || name === undefined) continue;
    states.push(state);
    covered.push(...(pending.get(name) ?? []));
    pending.delete(name);
    prefixes.push({
      number: states.length,
      states: latestStates(states),
      covered: [...covered],
    });
  }
  return prefixes;
}
