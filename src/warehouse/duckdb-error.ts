/** An error of DuckDB, taken apart. Its `text` may hold values of records: it is never shown. */
export interface DuckdbError {
  /** DuckDB's name of the kind: "Conversion", "Binder", "IO". */
  readonly type: string;
  readonly text: string;
  /** Byte of the statement at which it happened. */
  readonly position: number | undefined;
  /** Names that DuckDB proposes in place of one that it does not know. */
  readonly candidates: readonly string[];
  /** What sort of thing is missing, such as "Table". */
  readonly missing: string | undefined;
}

/** What went wrong, as far as it decides what somebody has to do. */
type ErrorClass = 'sql' | 'data' | 'disk' | 'memory' | 'held' | 'interrupted' | 'outside' | 'other';

const CLASSES: Readonly<Record<string, ErrorClass>> = {
  Parser: 'sql',
  Syntax: 'sql',
  Binder: 'sql',
  Catalog: 'sql',
  'Not implemented': 'sql',
  'Parameter Not Resolved': 'sql',
  'Parameter Not Allowed': 'sql',
  Permission: 'sql',
  Settings: 'sql',
  Expression: 'sql',
  Conversion: 'data',
  'Invalid Input': 'data',
  'Out of Range': 'data',
  Constraint: 'data',
  'Mismatch Type': 'data',
  'Divide by Zero': 'data',
  'Invalid type': 'data',
  Decimal: 'data',
  'Object Size': 'data',
  Sequence: 'data',
  'Out of Memory': 'memory',
  INTERRUPT: 'interrupted',
  IO: 'outside',
  HTTP: 'outside',
  Network: 'outside',
  'Missing Extension': 'outside',
  'Extension Autoloading': 'outside',
};

/** Reads what a statement threw, as JSON (`errors_as_json`) or in words. */
export function readDuckdbError(error: unknown): DuckdbError {
  const message = isMessage(error) ? error.message : String(error);
  const start = message.indexOf('{"exception_type"');
  const told = start < 0 ? undefined : parseObject(message.slice(start));
  if (told === undefined) {
    const words = /^(?:Failed to extract statements: )?([A-Za-z ]+) Error: /.exec(message);
    const text = words === null ? message : message.slice(words[0].length);
    return {type: words?.[1] ?? '', text, position: undefined, candidates: [], missing: undefined};
  }
  const position = Number(told['position'] ?? Number.NaN);
  return {
    type: textOf(told['exception_type']),
    text: textOf(told['exception_message']),
    position: Number.isSafeInteger(position) ? position : undefined,
    candidates: textOf(told['candidates'])
      .split(',')
      .filter((name) => name !== ''),
    missing: told['error_subtype'] === 'MISSING_ENTRY' ? textOf(told['type']) : undefined,
  };
}

/** The class of an error; a full disk comes under several of DuckDB's kinds. */
export function classOf({type, text}: DuckdbError): ErrorClass {
  if (/No space left on device|Disk quota exceeded|max_temp_directory_size/i.test(text)) {
    return 'disk';
  }
  if (/Could not set lock|Conflicting lock/.test(text)) return 'held';
  return CLASSES[type] ?? 'other';
}

/** An error in words that hold nothing but DuckDB's own names: "Conversion Error (to INT32)". */
export function safeWords(error: DuckdbError): string {
  const type = /^[A-Za-z ]{1,40}$/.test(error.type) ? `${error.type} Error` : 'an error';
  const target = targetType(error.text);
  return target === undefined ? type : `${type} (a value does not fit ${target})`;
}

/** The type that a value should have become. The value stands before it and is not looked at. */
export function targetType(text: string): string | undefined {
  const line = text.split(/ when casting from source column /, 1)[0] ?? '';
  return / to (U?INT(?:8|16|32|64|128)|BOOL|FLOAT|DOUBLE|UUID|INTERVAL|DECIMAL\(\d+,\d+\))$/.exec(
    line,
  )?.[1];
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    // What begins as an object and parses is one.
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function isMessage(error: unknown): error is {readonly message: string} {
  return typeof error === 'object' && error !== null && 'message' in error;
}
