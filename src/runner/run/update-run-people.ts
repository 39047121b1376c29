import type {Kit} from '../../core/kit';
import {leftoverPeople} from '../../people/leftover-people';
import {updatePeople} from '../../people/update-people';
import type {Database} from '../../warehouse/database';
import type {Progress} from '../progress/progress';
import type {PeopleParts} from './open-run';

/**
 * Brings the graph up to date: models may read it, so it comes before them, and without it nothing is sent. Returns
 * sentences about what should be looked at.
 */
export async function updateRunPeople(
  database: Database,
  {
    people,
    progress,
    kit,
  }: {
    readonly people: PeopleParts | undefined;
    readonly progress: Progress;
    readonly kit: Kit;
  },
): Promise<readonly string[]> {
  if (people === undefined) {
    const leftover = await leftoverPeople(database);
    return leftover === undefined ? [] : [leftover];
  }
  progress.phase('linking people');
  const at = new Date(kit.clock.now()).toISOString();
  const {notes} = await updatePeople(database, {
    ...{...people, allowShrink: false, at, interrupts: kit},
  });
  return notes;
}
