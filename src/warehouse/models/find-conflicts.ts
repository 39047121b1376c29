import type {Database} from '../database';
import {keySql} from '../key-sql';
import type {ComputedModel} from './model';
import {quoteName, quoteText} from '../sql-text';

/** A model with the fields that it gives, each with the rows in which it does. */
export interface FieldGiver {
  readonly model: ComputedModel;
  /** By the field's name: the column that must not be null for the field to be sent, or `always`. */
  readonly gives: ReadonlyMap<string, {readonly column: string} | 'always'>;
}

/**
 * Finds the keys for which two models give the same field of one object, so that neither is right.
 * Returns the temporary table (model, key, models, fields) of them, or undefined when no two models
 * have a field in common.
 */
export async function findConflicts(
  database: Database,
  what: {
    readonly object: string;
    readonly givers: readonly FieldGiver[];
    readonly foldsCase: boolean;
    /** As in `ObjectDescription`. */
    readonly fieldKey: (name: string) => string;
  },
): Promise<string | undefined> {
  const pairs = what.givers.flatMap((one, index) =>
    what.givers
      .slice(index + 1)
      .flatMap((other) =>
        pairSql(sharedFields(one, other, what.fieldKey), {one, other, foldsCase: what.foldsCase}),
      ),
  );
  if (pairs.length === 0) return undefined;
  const table = `conflicts_${what.object}`;
  await database.run(`CREATE OR REPLACE TEMP TABLE ${quoteName(table)} AS
    SELECT model, key, string_agg(DISTINCT other, ', ' ORDER BY other) AS models,
      array_to_string(list_sort(list_distinct(flatten(list(fields)))), ', ') AS fields
    FROM (${pairs.join(' UNION ALL ')}) GROUP BY model, key`);
  return table;
}

/** Both directions of one pair. */
function pairSql(
  shared: readonly SharedField[],
  {one, other, foldsCase}: {one: FieldGiver; other: FieldGiver; foldsCase: boolean},
): readonly string[] {
  if (shared.length === 0) return [];
  const cases = shared.map(
    ({field, left, right}) => `CASE WHEN ${left} AND ${right} THEN ${quoteText(field)} END`,
  );
  const from = (model: ComputedModel): string =>
    `(SELECT *, ${keySql(model, foldsCase)} AS _user_sync_key FROM temp.main.${quoteName(model.table)})`;
  const found = `SELECT l._user_sync_key AS key, list_filter([${cases.join(', ')}], lambda f: f IS NOT NULL) AS fields
    FROM ${from(one.model)} l JOIN ${from(other.model)} r ON l._user_sync_key = r._user_sync_key`;
  const direction = (model: string, against: string): string =>
    `SELECT ${quoteText(model)} AS model, ${quoteText(against)} AS other, key, fields FROM (${found}) WHERE len(fields) > 0`;
  return [direction(one.model.name, other.model.name), direction(other.model.name, one.model.name)];
}

interface SharedField {
  readonly field: string;
  readonly left: string;
  readonly right: string;
}

/** Names that mean one field to the vendor are one; a part clashes with its whole. */
function sharedFields(
  one: FieldGiver,
  other: FieldGiver,
  fieldKey: (name: string) => string,
): readonly SharedField[] {
  return [...one.gives].flatMap(([field, left]) =>
    [...other.gives].flatMap(([another, right]): SharedField[] => {
      const [a, b] = [fieldKey(field), fieldKey(another)];
      const clash = a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`);
      return clash ? [{field, left: givenSql('l', left), right: givenSql('r', right)}] : [];
    }),
  );
}

function givenSql(side: 'l' | 'r', gives: {readonly column: string} | 'always'): string {
  return gives === 'always' ? 'true' : `${side}.${quoteName(gives.column)} IS NOT NULL`;
}
