import type {LogLevel} from '../../core/log';

/** The log as one JSON object a line: time, level, run id, event, and what belongs to the event. */
export interface JsonLog {
  /** From now on each line names this run. */
  run(runId: string): void;
  write(level: LogLevel, event: string, fields: object): void;
}

/** Creates a log; `write` gets whole lines. */
export function createJsonLog(options: {
  readonly write: (line: string) => void;
  readonly now: () => number;
}): JsonLog {
  let id: string | undefined;
  return {
    run: (runId) => {
      id = runId;
    },
    write: (level, event, fields) => {
      const time = new Date(options.now()).toISOString();
      const line = {time, level, ...(id !== undefined && {run_id: id}), event, ...fields};
      options.write(`${JSON.stringify(line)}\n`);
    },
  };
}
