import type {Json, JsonObject} from '../../../src/core/json';
import type {Scenario} from './scenarios';

/** A stream as PyAirbyte pipes it into a destination. */
export interface PipedStream {
  readonly stream: string;
  readonly primaryKey: readonly string[];
  readonly columns: readonly string[];
  readonly rows: readonly JsonObject[];
  readonly lines: readonly string[];
}

/** All members of a message, as its model is dumped: what is not set is null. */
const message = (type: string, part: JsonObject): string => {
  const names = [
    'log',
    'spec',
    'connectionStatus',
    'catalog',
    'record',
    'state',
    'trace',
    'control',
  ];
  return JSON.stringify({type, ...Object.fromEntries(names.map((name) => [name, null])), ...part});
};

const record = (stream: string, data: Json, emittedAt: number): string =>
  message('RECORD', {
    record: {
      namespace: null,
      stream,
      data,
      emitted_at: emittedAt,
      meta: null,
      file_reference: null,
    },
  });

const state = (stream: string): string =>
  message('STATE', {
    state: {
      type: 'STREAM',
      stream: {
        stream_descriptor: {name: stream, namespace: null},
        stream_state: {cursor: 'seen'},
      },
      global: null,
      data: null,
      sourceStats: null,
      destinationStats: null,
    },
  });

const status = (stream: string, what: string): string =>
  message('TRACE', {
    trace: {
      type: 'STREAM_STATUS',
      emitted_at: 1_763_600_000_000.5,
      error: null,
      estimate: null,
      stream_status: {
        stream_descriptor: {name: stream, namespace: null},
        status: what,
        reasons: null,
      },
      analytics: null,
    },
  });

const control: string = message('CONTROL', {
  control: {
    type: 'CONNECTOR_CONFIG',
    emitted_at: 1_763_600_000_000,
    connectorConfig: {config: {rotated: 'not ours'}},
  },
});

/** What the source printed, unchanged: every type of message. */
export function pipedSource({
  name,
  stream = name,
  primaryKey = ['id'],
  ...rest
}: Scenario): PipedStream {
  const {rows} = rest;
  return {
    stream,
    primaryKey,
    columns: rest.columns ?? columnsOf(rows),
    rows,
    lines: [
      message('LOG', {log: {level: 'INFO', message: 'Reading begins', stack_trace: null}}),
      status(stream, 'STARTED'),
      status(stream, 'RUNNING'),
      ...rows.map((row) => record(stream, row, 1_763_600_000_000)),
      control,
      state(stream),
      status(stream, 'COMPLETE'),
    ],
  };
}

/** What was cached before: normalised column names, columns of Airbyte's own, times in seconds. */
export function pipedCache(scenario: Scenario): PipedStream {
  const {name, stream = name, primaryKey = ['id']} = scenario;
  const rows = scenario.rows.map((row, at) => ({
    ...Object.fromEntries(Object.entries(row).map(([column, value]) => [normal(column), value])),
    _airbyte_raw_id: `01J${String(at).padStart(23, '0')}`,
    _airbyte_extracted_at: '2026-01-05T06:07:08.000000+00:00',
    _airbyte_meta: {},
  }));
  return {
    stream,
    primaryKey,
    columns: (scenario.columns ?? columnsOf(scenario.rows)).map(normal),
    rows,
    lines: [
      ...rows.map((row) => record(stream, row, 1_763_600_000)),
      state(stream),
      status(stream, 'COMPLETE'),
    ],
  };
}

function columnsOf(rows: readonly JsonObject[]): readonly string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))];
}

function normal(column: string): string {
  return column.toLowerCase().replace(/[^a-z0-9_]/g, '_');
}
