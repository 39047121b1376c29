import {join} from 'node:path';
import type {JsonObject} from '../../../src/core/json';
import {runAttempt, type AttemptHooks} from './attempt';
import type {AttemptEnd} from './attempt-end';
import type {Connection} from './connection';
import type {FailureOrigin} from './failures';
import {createStateStore, type StateStore} from './state-store';

/** So often a job is tried. */
const ATTEMPTS_MAX = 4;

/** A job that came to its end. */
export interface JobEnd {
  readonly status: AttemptEnd['status'];
  readonly attempts: readonly AttemptEnd[];
  /** The last one. */
  readonly last: AttemptEnd;
}

/** Replication as the platform does it for one connection: jobs of attempts, states between them. */
export interface Platform {
  readonly store: StateStore;
  /** A sync; `hooks` are asked for with the number of each attempt, from 0. */
  runJob(connection: Connection, hooks?: (attempt: number) => AttemptHooks): Promise<JobEnd>;
}

/** Creates a platform that keeps its files in the directory. */
export function createPlatform(directory: string): Platform {
  const store = createStateStore();
  const count = {jobs: 0, states: 0};
  const saved: Partial<Record<FailureOrigin, JsonObject>> = {};
  const attempt = (
    connection: Connection,
    job: {readonly id: number; readonly attempt: number},
    hooks: AttemptHooks,
  ): Promise<AttemptEnd> =>
    runAttempt({
      connection: withSaved(connection, saved),
      store,
      job,
      directory: join(directory, `job-${job.id}`, String(job.attempt)),
      nextStateId: () => (count.states += 1),
      saveConfig: (origin, config) => void (saved[origin] = config),
      hooks,
    });
  return {
    store,
    runJob: async (connection, hooks = () => ({})) => {
      const id = (count.jobs += 1);
      const attempts: AttemptEnd[] = [];
      store.forgetFullRefreshes(connection.streams);
      for (;;) {
        const number = attempts.length;
        const last = await attempt(connection, {id, attempt: number}, hooks(number));
        attempts.push(last);
        // What the user must fix is not tried again.
        const isFinal = last.status !== 'failed' || last.failures[0]?.type === 'config_error';
        if (isFinal || attempts.length >= ATTEMPTS_MAX) {
          return {status: last.status, attempts, last};
        }
      }
    },
  };
}

/** A configuration that a connector has renewed takes the place of the user's. */
function withSaved(
  connection: Connection,
  saved: Partial<Record<FailureOrigin, JsonObject>>,
): Connection {
  const {source, destination} = connection;
  return {
    ...connection,
    source: {...source, config: saved.source ?? source.config},
    destination: {...destination, config: saved.destination ?? destination.config},
  };
}
