import {tryAll} from '../../core/combine-failures';
import type {Model} from './model';
import {modelFailure} from './model-failure';

/** Models in an order in which each comes after those that it reads. */
export interface OrderedModels {
  readonly models: readonly Model[];
  /** By the name of a model: the names of the models that it reads. */
  readonly reads: ReadonlyMap<string, readonly string[]>;
}

/** Names that tables of a run begin with; see `compute-model.ts`. */
const TAKEN = /^(model|delta|conflicts|gone|staging|incoming)_/i;

/**
 * Finds which models read which others by their names. A name that is also a table's means the table.
 * @throws Failure `config` for models that read each other in a circle, and for one that is read and has
 * a name that a run needs itself.
 */
export function orderModels(
  models: readonly Model[],
  tables: ReadonlySet<string>,
  /** Names of the tables that a text of SQL reads; throws for a text that is no SQL. */
  tablesOf: (sql: string) => ReadonlySet<string>,
): OrderedModels {
  const known = [...tables].map((name) => name.toLowerCase());
  const readable = new Map(
    models
      .filter(({name}) => !known.includes(name.toLowerCase()))
      .map((model) => [model.name.toLowerCase(), model]),
  );
  const reads = new Map(
    models.map(({name, sql}) => [
      name,
      namesIn(sql, tablesOf).flatMap((one) => readable.get(one)?.name ?? []),
    ]),
  );
  tryAll(
    [...new Set([...reads.values()].flat())].map((name) => () => {
      const model = models.find((one) => one.name === name);
      if (model && TAKEN.test(name)) throw takenName(model);
    }),
  );
  return {models: sorted(models, reads), reads};
}

function namesIn(sql: string, tablesOf: (sql: string) => ReadonlySet<string>): readonly string[] {
  try {
    return [...tablesOf(sql)].map((name) => name.toLowerCase());
  } catch {
    // What is no SQL is told by the check of the model itself.
    return [];
  }
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

function circle(model: Model, path: readonly Model[]): ReturnType<typeof modelFailure> {
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

function takenName(model: Model): ReturnType<typeof modelFailure> {
  return modelFailure(
    model,
    `is read by another model, and its name begins like the names of tables that a run makes for itself (${TAKEN.exec(model.name)?.[0] ?? ''}); give it another name`,
    {place: ['name']},
  );
}
