import type {AttemptHooks} from '../double/attempt';
import type {JobEnd} from '../double/platform';
import {claimedInVain, directoryConnection, type DirectoryChoices} from './directory-sync';
import type {World} from './world';

/** A job whose first attempt is disturbed. */
export interface TroubledJob extends JobEnd {
  /**
   * What states claimed, at the moment when they were saved, without Pendo holding it; looked at in
   * every attempt, after every state. At least once means that there is nothing of the kind.
   */
  readonly claimedInVain: readonly string[];
}

/** What disturbs it. */
export interface Trouble {
  /** Hooks of the first attempt. */
  readonly first?: AttemptHooks;
  /** Called before the second attempt: the trouble is over. */
  readonly fix?: () => void;
  readonly choices?: DirectoryChoices;
}

/** Runs the directory's sync, disturbed in its first attempt, until the platform is done with it. */
export async function runTroubledJob(
  world: World,
  {first, fix, choices}: Trouble,
): Promise<TroubledJob> {
  const vain: string[] = [];
  const connection = await directoryConnection(world, choices);
  const job = await world.platform.runJob(connection, (attempt) => {
    if (attempt > 0) fix?.();
    const hooks = attempt === 0 ? first : undefined;
    return {
      ...hooks,
      // An expectation that failed in here would only look like a failure of the platform.
      onPersisted: (state, controls) => {
        vain.push(...claimedInVain(world.sandbox, state));
        hooks?.onPersisted?.(state, controls);
      },
    };
  });
  return {...job, claimedInVain: vain};
}

/** Whole numbers from 1 to `max`, the same ones for the same seed. */
export function seeded(seed: number, count: number, max: number): readonly number[] {
  let value = seed;
  return Array.from({length: count}, () => {
    value = (value * 48_271) % 2_147_483_647;
    return 1 + (value % max);
  });
}
