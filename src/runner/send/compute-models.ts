import {toFailure} from '../../core/failure';
import type {Failure} from '../../core/failure';
import type {Kit} from '../../core/kit';
import {computeModel, fromResult, keepResult} from '../../warehouse/models/compute-model';
import {readsFailed} from '../../warehouse/models/model-failure';
import type {Database} from '../../warehouse/database';
import type {CheckedModel, ComputedModel} from '../../warehouse/models/model';

/** Models by name; one that depends on a failed stream is in neither. */
interface ComputedModels {
  readonly computed: ReadonlyMap<string, ComputedModel>;
  readonly failed: ReadonlyMap<string, Failure>;
}

/**
 * Computes each model that is sent, once, after those that it reads. One that fails does not stop the
 * others.
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
  const kept = new Set<string>();
  const tryOne = async (name: string, work: () => Promise<void>): Promise<void> => {
    kit.signal.throwIfAborted();
    try {
      await work();
    } catch (error) {
      kit.signal.throwIfAborted();
      failed.set(name, toFailure(error));
    }
  };
  const keep = async (model: CheckedModel): Promise<void> => {
    if (kept.has(model.name) || failed.has(model.name)) return;
    await readOthers(model);
    if (failed.has(model.name)) return;
    await tryOne(model.name, () => keepResult(database, model, kit));
    kept.add(model.name);
  };
  const readOthers = async (model: CheckedModel): Promise<void> => {
    for (const other of model.reads) {
      await keep(other);
      const failure = failed.get(other.name);
      if (failure) failed.set(model.name, readsFailed(model.name, other.name, failure));
    }
  };
  for (const {model} of sends) {
    const known = computed.has(model.name) || failed.has(model.name);
    if (known || dependsOn(model, failedStreams).length > 0) continue;
    if (model.isRead) await keep(model);
    else await readOthers(model);
    if (failed.has(model.name)) continue;
    await tryOne(model.name, async () => {
      const one = model.isRead ? fromResult(model) : model;
      computed.set(model.name, await computeModel(database, one, kit));
    });
  }
  return {computed, failed};
}

/** The failed streams whose tables a model reads. */
export function dependsOn(model: CheckedModel, failed: ReadonlySet<string>): readonly string[] {
  const tables = new Set([...model.tables].map((name) => name.toLowerCase()));
  return [...failed].filter((stream) => tables.has(stream.toLowerCase()));
}
