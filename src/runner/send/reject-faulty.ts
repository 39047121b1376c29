import {columnsToSend} from '../../warehouse/memory/compute-delta';
import type {Database} from '../../warehouse/database';
import {faultyRows} from '../../warehouse/models/find-faults';
import type {ComputedModel, Target} from '../../warehouse/models/model';
import type {Mapping} from '../../write/mapping/mapping';
import {rejection} from '../../write/rejection';
import type {InputRow} from '../../write/session/run-write-session';

/** The rows of a model that cannot be sent, with the reason: counted and kept like all others. */
export async function* faultyInput({
  models,
  model,
  target,
  mapping,
}: {
  readonly models: Database;
  readonly model: ComputedModel;
  readonly target: Target;
  readonly mapping: Mapping;
}): AsyncGenerator<InputRow> {
  const {faults} = model;
  if (faults === undefined) return;
  const columns = columnsToSend(model, target);
  for await (const rows of faultyRows(models, {...model, faults}, columns)) {
    for (const {position, reason, message, row} of rows) {
      const origin = {stream: mapping.stream, position};
      yield {origin, data: row, rejection: rejection(reason, message)};
    }
  }
}
