import type {Database} from '../../warehouse/database';
import type {FieldGiver} from '../../warehouse/models/find-conflicts';
import {findConflicts} from '../../warehouse/models/find-conflicts';
import type {ComputedModel} from '../../warehouse/models/model';
import type {Mapping} from '../../write/mapping/mapping';
import {sentColumns} from '../../write/mapping/other-columns';
import type {PreparedSend} from './prepared-send';

/** Temporary tables of the keys for which several models give the same field, by object. */
type Conflicts = ReadonlyMap<string, string>;

/** Looks for them in all objects that several models feed. */
export async function conflictsOf(
  models: Database,
  sends: readonly PreparedSend[],
  byName: ReadonlyMap<string, ComputedModel>,
): Promise<Conflicts> {
  const tables = new Map<string, string>();
  for (const object of new Set(sends.map(({mapping}) => mapping.object))) {
    const ofObject = sends.filter(({mapping}) => mapping.object === object);
    const givers = ofObject.flatMap(({mapping, model}): FieldGiver[] => {
      const computed = byName.get(model.name);
      return computed ? [{model: computed, gives: givesOf(mapping, computed)}] : [];
    });
    const foldsCase = ofObject.some(({target}) => target.foldsCase);
    const described = ofObject[0]?.destination.objects.find(({name}) => name === object);
    const fieldKey = described?.fieldKey ?? ((name: string) => name.toLowerCase());
    const table = await findConflicts(models, {object, givers, foldsCase, fieldKey});
    if (table !== undefined) tables.set(object, table);
  }
  return tables;
}

/** A null is only given where the mapping says so; a constant and a default always are. */
function givesOf(mapping: Mapping, model: ComputedModel): FieldGiver['gives'] {
  if (mapping.operation === 'soft_delete') return new Map();
  const gives = new Map<string, {readonly column: string} | 'always'>();
  const nulls = mapping.nulls === 'clear';
  for (const {field, from, fallback} of mapping.fields) {
    const always = nulls || fallback !== undefined || 'constant' in from;
    gives.set(field, always ? 'always' : {column: from.column});
  }
  if (mapping.otherColumns === 'send') {
    const columns = model.columns.map(({name}) => name);
    for (const column of sentColumns(mapping, columns)) {
      gives.set(column, nulls ? 'always' : {column});
    }
  }
  return gives;
}
