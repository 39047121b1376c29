import {columnsToSend} from '../warehouse/compute-delta';
import type {Database} from '../warehouse/database';
import {faultyRows} from '../warehouse/find-faults';
import type {ComputedModel, Target} from '../warehouse/model';
import type {Mapping} from '../write/mapping';
import {rejection} from '../write/rejection';
import type {WriteSession} from '../write/session';

/** What rejecting a model's faulty rows needs. */
export interface RejectFaultyOptions {
  readonly models: Database;
  readonly model: ComputedModel;
  readonly target: Target;
  readonly mapping: Mapping;
  readonly session: WriteSession<number>;
  /** Told the position of each row before it is rejected. */
  readonly rejected: (position: number) => void;
}

/** Rejects the rows of a model that cannot be sent: they are counted and kept like all others. */
export async function rejectFaulty(options: RejectFaultyOptions): Promise<void> {
  const {model, target, mapping, session, models} = options;
  const {faults} = model;
  if (faults === undefined) return;
  const columns = columnsToSend(model, target);
  for await (const rows of faultyRows(models, {...model, faults}, columns)) {
    for (const {position, reason, message, row} of rows) {
      options.rejected(position);
      const origin = {stream: mapping.stream, position};
      const full = session.reject(origin, row, rejection(reason, message));
      if (full) await full;
    }
  }
}
