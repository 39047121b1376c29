import {Failure} from '../../core/failure';
import type {Database} from '../database';
import type {Interrupts} from '../interruptible';
import {interruptible} from '../interruptible';
import type {Model} from './model';

/**
 * Does work for a model within its time limit, as long as the program need not stop.
 * @throws Failure that names the model when its time is up; what the signal was aborted with when the
 * program must stop; what the work throws.
 */
export async function inTime<Result>(
  database: Database,
  {model, interrupts}: {readonly model: Model; readonly interrupts: Interrupts | undefined},
  work: () => Promise<Result>,
): Promise<Result> {
  if (interrupts === undefined) return work();
  const {timeLimitSeconds} = model;
  const {suddenEnd} = interrupts;
  const limits = {
    ...interrupts,
    ...(timeLimitSeconds !== undefined && {timeLimitMs: timeLimitSeconds * 1000}),
    ...(suddenEnd && {onDeaf: () => suddenEnd.giveUp(deaf(model))}),
  };
  const end = await interruptible(database, limits, work);
  switch (end.type) {
    case 'done':
      return end.value;
    case 'timeout':
      throw tooLong(model);
    case 'stopped':
      interrupts.signal.throwIfAborted();
      throw new Failure({
        kind: 'transient',
        message: `The model ${model.name} was interrupted. Run it again.`,
      });
  }
}

function tooLong({name, timeLimitSeconds}: Model): Failure {
  return new Failure({
    kind: 'data',
    message: `The model ${name} took longer than its time_limit_seconds of ${timeLimitSeconds ?? 0} and was stopped; none of its rows was sent. Make its SQL faster, or raise the limit.`,
  });
}

function deaf({name}: Model): Failure {
  return new Failure({
    kind: 'data',
    message: `The model ${name} had to be stopped, and DuckDB did not stop: one call of a function in its SQL takes too long. The program ends itself; what was accepted so far is not sent twice. Change the model and run again.`,
  });
}
