import {readFileSync} from 'node:fs';
import type {JsonObject} from '../../../src/core/json';
import type {Ignored} from './configured-reads';
import {ignoredFields} from './ignored-fields';
import type {RecordMessage} from './run-connector';

/** Records of an expected_records.jsonl: one `{"stream", "data", "emitted_at"}` per line. */
export function loadExpectedRecords(path: string): readonly RecordMessage[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line, at) => {
      const {stream, data, emitted_at: emittedAt} = JSON.parse(line) as Partial<RecordMessage>;
      if (typeof stream === 'string' && isData(data) && typeof emittedAt === 'number') {
        return {stream, data, emitted_at: emittedAt};
      }
      throw new Error(`${path}, line ${at + 1}, is no record`);
    });
}

/**
 * Columns whose value depends on the time of the read, so that no expected record can hold them: when
 * it was emitted, and the sandbox's audit trail, which ends when the sandbox starts, because PagerDuty
 * keeps a trail for a year only.
 */
export const columnsOfTheMoment: Ignored = {
  ...ignoredFields,
  pagerduty_audit_records: [{name: 'execution_time'}],
};

function isData(data: unknown): data is JsonObject {
  return typeof data === 'object' && data !== null;
}
