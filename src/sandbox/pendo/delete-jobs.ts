import type {EntityStore} from './records/entity-store';
import type {Kind} from './records/pendo-record';

/** A bulk deletion as the vendor shows it. */
interface DeleteJob {
  readonly id: string;
  readonly kind: Kind;
  readonly status: 'pending' | 'done';
  readonly total: number;
  readonly deleted: number;
}

/** Deletions that happen some time after they were asked for. */
export interface DeleteJobs {
  start(kind: Kind, ids: readonly string[]): DeleteJob;
  list(): readonly DeleteJob[];
  /** Carries out what is due; called before anybody looks at the data. */
  settle(): void;
  /** Deletes at once. True when the id existed. */
  deleteNow(kind: Kind, id: string): boolean;
  /** Ids of a kind that were deleted, oldest first. */
  deleted(kind: Kind): readonly string[];
}

interface OpenJob extends DeleteJob {
  readonly ids: readonly string[];
  readonly dueMs: number;
}

/** Makes an empty list of jobs. */
export function createDeleteJobs(options: {
  readonly stores: Readonly<Record<Kind, EntityStore>>;
  readonly now: () => number;
  /** How long a job stays pending. */
  readonly jobMs: number;
}): DeleteJobs {
  const jobs: OpenJob[] = [];
  const gone: Record<Kind, string[]> = {visitor: [], account: []};
  const deleteNow = (kind: Kind, id: string): boolean => {
    const row = options.stores[kind].rowOf(id);
    if (row === undefined) return false;
    options.stores[kind].remove(row);
    gone[kind].push(id);
    return true;
  };
  const settle = (): void => {
    for (const [at, job] of jobs.entries()) {
      if (job.status === 'done' || job.dueMs > options.now()) continue;
      const deleted = job.ids.filter((id) => deleteNow(job.kind, id)).length;
      jobs[at] = {...job, status: 'done', deleted};
    }
  };
  return {
    start: (kind, ids) => {
      const id = `job-${jobs.length + 1}`;
      const dueMs = options.now() + options.jobMs;
      const job: OpenJob = {id, kind, status: 'pending', total: ids.length, deleted: 0, ids, dueMs};
      jobs.push(job);
      return shown(job);
    },
    list: () => jobs.map(shown),
    settle,
    deleteNow,
    deleted: (kind) => gone[kind],
  };
}

function shown({id, kind, status, total, deleted}: OpenJob): DeleteJob {
  return {id, kind, status, total, deleted};
}
