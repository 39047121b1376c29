import {ExactNumber} from '../../../core/exact-number';
import type {Json, JsonObject} from '../../../core/json';
import {jsonText} from '../../../core/json-text';
import {parseTime} from '../../../write/mapping/parse-time';
import type {FieldChange} from '../../../write/record';

/** Fields of type time, whose values are equal when they mean the same moment. */
export type IsTime = (key: string) => boolean;

/** The fields that differ; `current` undefined: nothing is known of what the vendor holds. */
export function changesBetween(
  current: JsonObject | undefined,
  wanted: JsonObject,
  isTime: IsTime,
): readonly FieldChange[] {
  return Object.entries(wanted).flatMap(([field, to]) => {
    const from = current?.[field];
    if (current !== undefined && isSame(from, to, isTime(field))) return [];
    return [{field, to, ...(from !== undefined && {from})}];
  });
}

function isSame(from: Json | undefined, to: Json | undefined, isTime: boolean): boolean {
  const [held, wanted] = [from ?? null, to ?? null];
  if (held === wanted) return true;
  if (held === null || wanted === null) return false;
  if (isSameNumber(held, wanted)) return true;
  if (isTime) return moment(held) !== undefined && moment(held) === moment(wanted);
  return typeof held === 'object' && jsonText(held) === jsonText(wanted);
}

/** Pendo may keep a number as a double: the nearest one is what was sent. */
function isSameNumber(held: Json, wanted: Json): boolean {
  return wanted instanceof ExactNumber && Number(wanted.text) === held;
}

/** In milliseconds, which is what Pendo keeps. */
function moment(value: Json): number | undefined {
  if (value instanceof ExactNumber) return parseTime(value);
  return typeof value === 'string' || typeof value === 'number' ? parseTime(value) : undefined;
}
