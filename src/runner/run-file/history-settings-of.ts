import {isJsonObject, type JsonObject} from '../../core/json';
import type {RunFile} from './run-file';

const KEEP_DAYS_DEFAULT = 400;

/** The section `history` of a checked run file, with its defaults. */
export function historySettings({history}: JsonObject): RunFile['history'] {
  const {keep_days: days, keep_values: valueDays} = isJsonObject(history) ? history : {};
  return {
    days: typeof days === 'number' ? days : KEEP_DAYS_DEFAULT,
    valueDays: typeof valueDays === 'number' ? valueDays : 0,
  };
}
