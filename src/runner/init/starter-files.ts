import type {DestinationStarter} from './starter';
import {destinationStarters, sourceStarters, variables} from './starters';

/** Which vendors are read and written; names of `sourceStarters` and `destinationStarters`. */
interface StarterChoice {
  readonly sources: readonly string[];
  readonly destinations: readonly string[];
  /** The first part of the Pipedrive company's address. Absent: the address that all companies share. */
  readonly company?: string | undefined;
}

/** Name of the copy of the schema that editors use. */
export const SCHEMA_FILE = 'run-file.schema.json';

/** The files of a new folder by name, ready to be checked and run. */
export function starterFiles({
  sources,
  destinations,
  company,
}: StarterChoice): ReadonlyMap<string, string> {
  const written = destinations.flatMap((name) => destinationStarters[name] ?? []);
  const read = [...new Set([...sources, ...written.flatMap(({reads}) => reads)])];
  const peopleSql = sources.flatMap((name) => sourceStarters[name]?.people ?? []);
  const models = written.map(({model}) => model);
  return new Map([
    ['run.yaml', runFile({read, destinations, written})],
    ['everybody.sql', peopleFile(peopleSql)],
    ...models.map(({name, sql}) => [`${name}.sql`, lines(sql)] as const),
    ['.env.example', environmentFile([...new Set([...read, ...destinations])], company)],
    ['.gitignore', lines(['.env', '*.duckdb', '*.duckdb.*', 'rejected/'])],
  ]);
}

function runFile({
  read,
  destinations,
  written,
}: {
  readonly read: readonly string[];
  readonly destinations: readonly string[];
  readonly written: readonly DestinationStarter[];
}): string {
  const streams = read.flatMap((name) => sourceStarters[name]?.streams ?? []);
  return lines([
    `# yaml-language-server: $schema=${SCHEMA_FILE}`,
    '# user-sync check run.yaml           finds every mistake, then asks the vendors',
    '# user-sync run run.yaml --dry-run   shows what would be sent, and sends nothing',
    '# user-sync run run.yaml',
    '# ${NAME} is an environment variable: copy .env.example to .env, fill it in, then: set -a; . ./.env',
    '',
    '# Where people are read.',
    'source:',
    '  config:',
    ...read.flatMap((name) => section(name, sourceStarters[name]?.section ?? [])),
    `  streams: [${streams.join(', ')}]`,
    '',
    '# A DuckDB file with a table for each of these, and with what was sent.',
    'warehouse:',
    '  path: people.duckdb',
    '',
    '# Queries over these tables. A model that no mapping names is for the others to read.',
    'models:',
    '  - name: everybody',
    '    sql_file: everybody.sql',
    ...written.flatMap(({model: {name, key}}) => [
      `  - name: ${name}`,
      `    key: ${key}`,
      `    sql_file: ${name}.sql`,
    ]),
    '',
    '# Where people are written.',
    'destination:',
    '  config:',
    ...destinations.flatMap((name) => section(name, destinationStarters[name]?.section ?? [])),
    '    # Which model goes into which object, and which column into which field.',
    '    mappings:',
    ...written.flatMap(({mapping}) => mapping.map((line) => `      ${line}`)),
    '',
    '# For user-sync audit run.yaml, which says who has access to what: {} is enough to begin with.',
    '# roster, decisions and service_accounts make it say more; docs/people.md has them.',
    'people: {}',
  ]);
}

function section(name: string, settings: readonly string[]): readonly string[] {
  return [`    ${name}:`, ...settings.map((line) => `      ${line}`)];
}

function peopleFile(parts: readonly string[]): string {
  const rows = parts.map((sql) => `  ${sql}`).join('\n  UNION ALL\n');
  return lines([
    '-- Everybody once, by e-mail address in lower case.',
    'SELECT email, min(name) AS name',
    'FROM (',
    rows,
    ')',
    "WHERE email LIKE '%@%'",
    'GROUP BY email',
  ]);
}

function environmentFile(vendors: readonly string[], company: string | undefined): string {
  const own = (name: string, value: string): string =>
    name === 'PIPEDRIVE_BASE_URL' && company !== undefined
      ? `https://${company}.pipedrive.com/api/v1`
      : value;
  return lines([
    '# Copy this file to .env and fill in what is empty. `user-sync sandbox --env` prints values to try.',
    ...vendors.flatMap((vendor) =>
      (variables[vendor] ?? []).flatMap(({name, value = '', help}) => [
        '',
        `# ${help}`,
        `${name}=${own(name, value)}`,
      ]),
    ),
  ]);
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join('');
}
