import {Failure} from '../../core/failure';
import type {Json} from '../../core/json';
import {convertValue} from './convert-value';
import {fieldPath, isFieldPath} from './field-path';
import type {FieldMapping} from './mapping';
import type {FieldSection, MappingSection} from './mapping-section';
import {listNames, matchOneName, quote} from './match-name';
import type {PlannedStream} from './planned-stream';

/** What fields are planned for. */
interface FieldPlan {
  readonly section: MappingSection;
  readonly stream: PlannedStream;
  readonly keyField: string;
  /** As in `ObjectDescription`. */
  readonly containers?: readonly string[];
}

/** Checks a mapping's `fields` against the stream and among themselves. */
export function planFields(plan: FieldPlan): readonly FieldMapping[] {
  const fields = (plan.section.fields ?? []).map((field) => planField(plan, field));
  refuseOverlaps(plan, fields);
  return fields;
}

function planField(plan: FieldPlan, section: FieldSection): FieldMapping {
  const {column, constant, convert, fallback, epochUnit} = section;
  const field = section.field ?? column;
  if (field === undefined || (column === undefined) === (constant === undefined)) {
    throw refuse(
      plan,
      'has a field with both "column" and "constant" or with none of them; give exactly one',
    );
  }
  if (!isFieldPath(fieldPath(field, plan.containers))) {
    throw refuse(
      plan,
      `fills field ${quote(field)}, which is not a usable name; write names with dots between them`,
    );
  }
  if (epochUnit !== undefined && convert !== 'timestamp' && convert !== 'epoch_ms') {
    throw refuse(
      plan,
      `gives field ${quote(field)} an "epoch_unit", which only "convert": "timestamp" and "epoch_ms" use; add one of them, or leave it out`,
    );
  }
  if (column === undefined) {
    return {field, from: {constant: converted(plan, section, constant ?? null)}};
  }
  return {
    field,
    from: {column: knownColumn(plan.stream, column)},
    ...(fallback !== undefined && {fallback: converted(plan, section, fallback)}),
    ...(convert !== undefined && {convert}),
    ...(epochUnit !== undefined && {epochUnit}),
  };
}

/** The schema's spelling of a column; as written when the stream's columns are not known. */
export function knownColumn(stream: PlannedStream, column: string): string {
  const columns = stream.columns ?? [];
  if (columns.length === 0) return column;
  const known = matchOneName(`Column of stream ${stream.name}:`, column, columns);
  if (known !== undefined) return known;
  throw new Failure({
    kind: 'config',
    message: `The mapping of stream ${quote(stream.name)} uses column ${quote(column)}, which the stream does not have. Its columns: ${listNames(columns)}.`,
  });
}

/** Constants and defaults are converted once, here: forms can only give them as text. */
function converted(plan: FieldPlan, section: FieldSection, value: Json): Json {
  if (section.convert === undefined) return value;
  const result = convertValue(value, section.convert, section.epochUnit);
  if ('value' in result) return result.value;
  const name = section.field ?? section.column ?? '';
  throw refuse(
    plan,
    `gives field ${quote(name)} a constant or default that cannot be converted to ${result.problem.expected}; correct it`,
  );
}

/** The same field twice, one field inside another, or the key's own field. */
function refuseOverlaps(plan: FieldPlan, fields: readonly FieldMapping[]): void {
  const seen: (readonly string[])[] = [];
  for (const {field} of fields) {
    const name = field.toLowerCase();
    if (name === plan.keyField.toLowerCase()) {
      throw refuse(plan, `fills ${quote(field)}, which is the field of the key; remove this entry`);
    }
    const path = fieldPath(name, plan.containers);
    if (seen.some((earlier) => isWithin(earlier, path) || isWithin(path, earlier))) {
      throw refuse(plan, `fills field ${quote(field)} twice; remove one of the entries`);
    }
    seen.push(path);
  }
}

/** True for the same field, and for one inside another. */
function isWithin(path: readonly string[], outer: readonly string[]): boolean {
  return outer.every((name, index) => path[index] === name);
}

function refuse({section}: FieldPlan, what: string): Failure {
  return new Failure({
    kind: 'config',
    message: `The mapping of stream ${quote(section.stream)} to ${section.object} ${what}.`,
  });
}
