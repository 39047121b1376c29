import {toFailure} from '../../core/failure';
import type {Failure} from '../../core/failure';
import type {Kit} from '../../core/kit';
import {computeModel} from '../../warehouse/models/compute-model';
import type {Database} from '../../warehouse/database';
import type {CheckedModel, ComputedModel} from '../../warehouse/models/model';

/** Models by name; one that depends on a failed stream is in neither. */
interface ComputedModels {
  readonly computed: ReadonlyMap<string, ComputedModel>;
  readonly failed: ReadonlyMap<string, Failure>;
}

/**
 * Computes each model that is sent, once. One that fails does not stop the others.
 * @throws What the signal was aborted with, when the program must stop.
 */
export async function computeModels(
  database: Database,
  {
    sends,
    failedStreams,
    kit,
  }: {
    readonly sends: readonly {readonly model: CheckedModel}[];
    /** Streams that failed: models that read their tables are not computed. */
    readonly failedStreams: ReadonlySet<string>;
    readonly kit: Kit;
  },
): Promise<ComputedModels> {
  const computed = new Map<string, ComputedModel>();
  const failed = new Map<string, Failure>();
  for (const {model} of sends) {
    const known = computed.has(model.name) || failed.has(model.name);
    if (known || dependsOn(model, failedStreams).length > 0) continue;
    kit.signal.throwIfAborted();
    try {
      computed.set(model.name, await computeModel(database, model, kit));
    } catch (error) {
      kit.signal.throwIfAborted();
      failed.set(model.name, toFailure(error));
    }
  }
  return {computed, failed};
}

/** The failed streams whose tables a model reads. */
export function dependsOn(model: CheckedModel, failed: ReadonlySet<string>): readonly string[] {
  const tables = new Set([...model.tables].map((name) => name.toLowerCase()));
  return [...failed].filter((stream) => tables.has(stream.toLowerCase()));
}
