import type {JsonObject} from '../../../src/core/json';
import type {Outcome, PlannedOutcome} from '../../../src/write/record';
import {objectCases} from './cases';
import type {ObjectCase} from './object-case';
import {inWorld, type World} from './world';
import {writeRows} from './write-rows';

/** Good rows, every kind of bad one, and rows that the vendor has already. */
function rowsOf({objectCase, initial}: World): readonly JsonObject[] {
  const {row} = objectCase;
  const bad = foreseeable(objectCase).map((kind, index) => kind.row(initial, 20 + index));
  return [row(initial, 0, 0), row(initial, 1, 0), ...bad, row(initial, 2, 0), row(initial, 0, 0)];
}

/** What the vendor refuses by itself cannot be known before it is asked. */
function foreseeable({bad}: ObjectCase): readonly ObjectCase['bad'][string][] {
  return Object.entries(bad).flatMap(([what, kind]) =>
    kind.before !== undefined || / vendor |refuses/.test(what) ? [] : [kind],
  );
}

function planText(planned: PlannedOutcome | undefined): string {
  if (planned === undefined) return 'no plan';
  return planned.status === 'rejected' ? planned.reason : planned.status;
}

/** What a plan should have said of an outcome. */
function foretold(outcome: Outcome | undefined): string {
  if (outcome === undefined) return 'no outcome';
  if (outcome.status === 'rejected') return outcome.reason;
  if (outcome.status === 'unchanged') return outcome.status;
  return outcome.created ? 'create' : 'update';
}

describe.each(objectCases)('a dry run of $title', (objectCase) => {
  it('makes no call that writes, and says what the real run then does', async () => {
    await inWorld(objectCase, async (world) => {
      const rows = rowsOf(world);
      const before = objectCase.show(world.dump());
      const planned = await writeRows(world, rows, {dryRun: true, every: 4});
      expect(planned.failure).toBeUndefined();
      expect(world.writes()).toEqual([]);
      expect(objectCase.show(world.dump())).toEqual(before);
      expect(planned.checkpoints).toEqual([]);
      expect(planned.plans.size).toBe(rows.length);
      const real = await writeRows(world, rows);
      const said = rows.map((_, at) => planText(planned.plans.get(at)));
      const done = rows.map((_, at) => foretold(real.outcomes.get(at)?.outcome));
      expect(said.map((text, at) => seen(objectCase, text, done[at]))).toEqual(done);
    });
  });
});

/** An update that changes nothing is known to a plan, also where the real run sends it (Pendo). */
function seen({operation, tellsUnchanged}: ObjectCase, said: string, done = ''): string {
  if (!tellsUnchanged && said === 'unchanged' && done === 'update') return done;
  // Where only counts come back, the plan, which looks the record up, knows more than the answer says.
  if (said === 'not_found' && done === 'refused_by_vendor') return done;
  // Pendo and UserGuiding do not say of an upsert whether it created.
  if (operation === 'upsert' && !tellsUnchanged && said === 'create') return 'update';
  return said;
}
