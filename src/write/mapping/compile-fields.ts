import {closestName} from '../../core/closest-name';
import {tryAll} from '../../core/combine-failures';
import type {Failure} from '../../core/failure';
import type {Json} from '../../core/json';
import type {Place} from '../../core/mistake';
import {refusalAt, within} from '../../core/refusal';
import {convertValue} from './convert-value';
import {fieldPath, isFieldPath} from './field-path';
import type {FieldMapping} from './mapping';
import type {FieldSection, MappingSection} from './mapping-section';
import {listNames, matchOneName, quote} from './match-name';
import {called, type IncomingStream} from './incoming-stream';

/** The mapping whose fields are compiled. */
interface MappingTarget {
  readonly section: MappingSection;
  readonly stream: IncomingStream;
  readonly keyField: string;
  /** As in `ObjectDescription`. */
  readonly containers?: readonly string[];
}

/** Checks a mapping's `fields` against the stream and among themselves. */
export function compileFields(target: MappingTarget): readonly FieldMapping[] {
  const seen: (readonly string[])[] = [];
  return tryAll(
    (target.section.fields ?? []).map((field, index) => () => {
      const place = [...target.section.place, 'fields', index];
      return within(place, () => {
        const compiled = compileField(target, field);
        refuseOverlap(target, compiled, seen);
        return compiled;
      });
    }),
  );
}

function compileField(target: MappingTarget, section: FieldSection): FieldMapping {
  const {column, constant, convert, fallback, epochUnit} = section;
  const field = section.field ?? column;
  if (field === undefined || (column === undefined) === (constant === undefined)) {
    throw refuse(
      target,
      'has a field with both "column" and "constant" or with none of them; give exactly one',
    );
  }
  if (!isFieldPath(fieldPath(field, target.containers))) {
    throw refuse(
      target,
      `fills field ${quote(field)}, which is not a usable name; write names with dots between them`,
    );
  }
  if (epochUnit !== undefined && convert !== 'timestamp' && convert !== 'epoch_ms') {
    throw refuse(
      target,
      `gives field ${quote(field)} an "epoch_unit", which only "convert": "timestamp" and "epoch_ms" use; add one of them, or leave it out`,
    );
  }
  if (column === undefined) {
    return {field, from: {constant: converted(target, section, constant ?? null)}};
  }
  return {
    field,
    from: {column: within(['column'], () => knownColumn(target.stream, column))},
    ...(fallback !== undefined && {fallback: converted(target, section, fallback)}),
    ...(convert !== undefined && {convert}),
    ...(epochUnit !== undefined && {epochUnit}),
  };
}

/** The schema's spelling of a column; as written when the stream's columns are not known. */
export function knownColumn(stream: IncomingStream, column: string): string {
  const columns = stream.columns ?? [];
  if (columns.length === 0) return column;
  const known = matchOneName(`Column of stream ${stream.name}:`, column, columns);
  if (known !== undefined) return known;
  const close = closestName(column, columns);
  const hint = close === undefined ? '' : ` Did you mean ${quote(close)}?`;
  throw refusalAt(
    [],
    `The mapping of ${called(stream)} uses column ${quote(column)}, which the ${stream.noun ?? 'stream'} does not have.${hint} Its columns: ${listNames(columns)}.`,
    close,
  );
}

/** Constants and defaults are converted once, here: forms can only give them as text. */
function converted(target: MappingTarget, section: FieldSection, value: Json): Json {
  if (section.convert === undefined) return value;
  const result = convertValue(value, section.convert, section.epochUnit);
  if ('value' in result) return result.value;
  const name = section.field ?? section.column ?? '';
  throw refuse(
    target,
    `gives field ${quote(name)} a constant or default that cannot be converted to ${result.problem.expected}; correct it`,
  );
}

/** The same field twice, one field inside another, or the key's own field. */
function refuseOverlap(
  target: MappingTarget,
  {field}: FieldMapping,
  seen: (readonly string[])[],
): void {
  const name = field.toLowerCase();
  if (name === target.keyField.toLowerCase()) {
    throw refuse(target, `fills ${quote(field)}, which is the field of the key; remove this entry`);
  }
  const path = fieldPath(name, target.containers);
  if (seen.some((earlier) => isWithin(earlier, path) || isWithin(path, earlier))) {
    throw refuse(target, `fills field ${quote(field)} twice; remove one of the entries`);
  }
  seen.push(path);
}

/** True for the same field, and for one inside another. */
function isWithin(path: readonly string[], outer: readonly string[]): boolean {
  return outer.every((name, index) => path[index] === name);
}

function refuse({section, stream}: MappingTarget, what: string, place: Place = []): Failure {
  const owner = called({...stream, name: section.stream});
  return refusalAt(place, `The mapping of ${owner} to ${section.object} ${what}.`);
}
