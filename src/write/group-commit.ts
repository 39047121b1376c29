import {toFailure} from '../core/failure';
import type {Failure} from '../core/failure';

/** Adds texts to something durable; texts added at the same time share one write and one promise. */
interface GroupCommit {
  /** Resolves once the text is durable; rejects when it, or one before it, could not be written. */
  add(text: string): Promise<void>;
  /** Resolves when nothing is being written any more; never rejects. */
  settled(): Promise<void>;
}

interface Group {
  readonly texts: string[];
  readonly durable: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (failure: Failure) => void;
}

/** Creates a group commit over `write`, which makes texts durable and is never called twice at once. */
export function createGroupCommit(write: (texts: readonly string[]) => Promise<void>): GroupCommit {
  let group: Group | undefined;
  let broken: Failure | undefined;
  let running: Promise<void> | undefined;
  const run = async (): Promise<void> => {
    // One turn later, so that everything that is added in this one belongs to the first group.
    await Promise.resolve();
    for (let current = group; current !== undefined; current = group) {
      group = undefined;
      try {
        if (broken !== undefined) throw broken;
        await write(current.texts);
        current.resolve();
      } catch (thrown) {
        broken = toFailure(thrown);
        current.reject(broken);
      }
    }
    running = undefined;
  };
  return {
    add: (text) => {
      group ??= newGroup();
      group.texts.push(text);
      const {durable} = group;
      running ??= run();
      return durable;
    },
    settled: () => running ?? Promise.resolve(),
  };
}

function newGroup(): Group {
  // The executor runs at once, so these are set before anyone can see them.
  let resolve: () => void = () => undefined;
  let reject: (failure: Failure) => void = () => undefined;
  const durable = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return {texts: [], durable, resolve, reject};
}
