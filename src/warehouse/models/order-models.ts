import type {Failure} from '../../core/failure';
import type {Model} from './model';
import {modelFailure} from './model-failure';

/** Models in an order in which each comes after those that it reads. */
export interface OrderedModels {
  readonly models: readonly Model[];
  /** By the name of a model: the names of the models that it reads. */
  readonly reads: ReadonlyMap<string, readonly string[]>;
  /** By the name of a model that others read: why its name cannot mean it. */
  readonly misnamed: ReadonlyMap<string, Failure>;
}

/** Names that tables of a run begin with; see `compute-model.ts`. */
const TAKEN = /^(model|delta|conflicts|gone|staging|incoming)_/i;

/**
 * Finds which models read which others by their names. In a model's own SQL its name means a table.
 * @throws Failure `config` for models that read each other in a circle.
 */
export function orderModels(
  models: readonly Model[],
  tables: ReadonlySet<string>,
  /** By the name of a model: tables that its SQL names, in lower case. */
  named: ReadonlyMap<string, ReadonlySet<string>>,
): OrderedModels {
  const known = new Set([...tables].map((name) => name.toLowerCase()));
  const readable = new Map(
    models
      .filter(({name}) => !known.has(name.toLowerCase()))
      .map((model) => [model.name.toLowerCase(), model]),
  );
  const reads = new Map(
    [...named].map(([name, names]) => [
      name,
      [...names].flatMap((one) => readable.get(one)?.name ?? []),
    ]),
  );
  return {
    models: sorted(models, reads),
    reads,
    misnamed: misnamedIn(models, known, named),
  };
}

function misnamedIn(
  models: readonly Model[],
  tables: ReadonlySet<string>,
  named: ReadonlyMap<string, ReadonlySet<string>>,
): ReadonlyMap<string, Failure> {
  const failures = new Map<string, Failure>();
  for (const model of models) {
    const lower = model.name.toLowerCase();
    const readers = models.filter(
      (one) => one !== model && named.get(one.name)?.has(lower) === true,
    );
    const [reader] = readers;
    if (reader === undefined) continue;
    if (tables.has(lower)) failures.set(model.name, ambiguousName(model, reader));
    else if (TAKEN.test(lower)) failures.set(model.name, takenName(model));
  }
  return failures;
}

function sorted(
  models: readonly Model[],
  reads: ReadonlyMap<string, readonly string[]>,
): readonly Model[] {
  const done = new Set<Model>();
  const visit = (model: Model, path: readonly Model[]): void => {
    if (done.has(model)) return;
    if (path.includes(model)) throw circle(model, path.slice(path.indexOf(model)));
    for (const name of reads.get(model.name) ?? []) {
      const other = models.find((one) => one.name === name);
      if (other) visit(other, [...path, model]);
    }
    done.add(model);
  };
  for (const model of models) visit(model, []);
  return [...done];
}

function circle(model: Model, path: readonly Model[]): Failure {
  if (path.length === 1) {
    return modelFailure(
      model,
      'reads itself, and no table has its name; read a table, or give the model another name',
    );
  }
  const names = [...path.slice(1), model].map(({name}) => name);
  return modelFailure(
    model,
    `reads itself in a circle: ${model.name} reads ${names.join(', which reads ')}; take one of these out`,
  );
}

function ambiguousName(model: Model, reader: Model): Failure {
  return modelFailure(
    model,
    `has the name of a table of the warehouse, and the model ${reader.name} reads that name, so which of the two it means is not known; give the model another name`,
    {place: ['name']},
  );
}

function takenName(model: Model): Failure {
  return modelFailure(
    model,
    `is read by another model, and its name begins like the names of tables that a run makes for itself (${TAKEN.exec(model.name)?.[0] ?? ''}); give it another name`,
    {place: ['name']},
  );
}
