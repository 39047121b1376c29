import type {CheckpointStats} from './session';

/** Checkpoints that may not pass yet. */
export interface CheckpointHold<Token> {
  /** Passes the checkpoint on, behind all that are held; or holds it. */
  readonly add: (token: Token, stats: CheckpointStats) => void;
  /** Passes on what may pass by now. */
  readonly release: () => void;
}

/**
 * Holds checkpoints back, in their order, while `mayPass` says no. A session whose end would be a
 * failure because of what was rejected must not confirm states: the next try would begin behind the
 * rejected records, find nothing wrong, and look like success.
 */
export function createCheckpointHold<Token>(
  mayPass: () => boolean,
  pass: (token: Token, stats: CheckpointStats) => void,
): CheckpointHold<Token> {
  let held: {readonly token: Token; readonly stats: CheckpointStats}[] = [];
  const release = (): void => {
    if (held.length === 0 || !mayPass()) return;
    const free = held;
    held = [];
    for (const {token, stats} of free) pass(token, stats);
  };
  return {
    add: (token, stats) => {
      held.push({token, stats});
      release();
    },
    release,
  };
}
