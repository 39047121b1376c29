import {mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {Readable} from 'node:stream';
import {loadedVendors} from '../../support/loaded-vendors';
import {createProgram} from '../../../src/airbyte/program';
import {runDestination} from '../../../src/airbyte/run-destination';
import {isJsonObject, type JsonObject} from '../../../src/core/json';
import {capture, type Message} from '../../airbyte/support/capture';
import type {ObjectCase} from './object-case';
import {destinations, type World} from './world';

/** A run of `destination-user-sync write`. */
export interface WriteRun {
  readonly config: JsonObject;
  readonly catalog: JsonObject;
  readonly lines: readonly string[];
  readonly dryRun?: boolean;
}

/** All that a run left behind. */
export interface WriteEnd {
  readonly code: number;
  /** Everything that was printed. */
  readonly text: string;
  readonly messages: readonly Message[];
  /** The `state` of each echoed STATE. */
  readonly states: readonly JsonObject[];
  readonly errors: readonly {readonly message: string; readonly failure_type: string}[];
  readonly logs: readonly string[];
  /** Text of the rejected-records files. */
  readonly rejected: string;
}

/** Runs the whole destination in this process on the world's clock. */
export async function runWrite({kit}: World, run: WriteRun): Promise<WriteEnd> {
  const folder = mkdtempSync(join(tmpdir(), 'user-sync-contract-'));
  const put = (name: string, content: JsonObject): string => {
    const path = join(folder, name);
    writeFileSync(path, JSON.stringify(content));
    return path;
  };
  try {
    const captured = capture();
    const {clock} = kit;
    const program = createProgram({stdout: captured.stream, clock, random: () => 0.5});
    const directory = join(folder, 'rejected');
    mkdirSync(directory);
    const config = put('config.json', {rejected_records: {directory}, ...run.config});
    const catalog = put('catalog.json', run.catalog);
    const args = ['write', '--config', config, '--catalog', catalog];
    const code = await runDestination({
      program,
      args: run.dryRun === true ? [...args, '--dry-run'] : args,
      vendors: loadedVendors(destinations),
      openStdin: () => Readable.from(run.lines.map((line) => `${line}\n`)),
    });
    const text = captured.text();
    return {code, text, ...read(captured.messages()), rejected: filesOf(directory)};
  } finally {
    rmSync(folder, {recursive: true});
  }
}

function filesOf(directory: string): string {
  const names = readdirSync(directory);
  return names.map((name) => readFileSync(join(directory, name), 'utf8')).join('');
}

function read(messages: readonly Message[]): Omit<WriteEnd, 'code' | 'text' | 'rejected'> {
  const part = (name: string): readonly JsonObject[] =>
    messages.flatMap((message) => {
      const value = message[name];
      return isJsonObject(value) ? [value] : [];
    });
  return {
    messages,
    states: part('state'),
    errors: part('trace').flatMap(({error}) =>
      isJsonObject(error)
        ? [{message: text(error['message']), failure_type: text(error['failure_type'])}]
        : [],
    ),
    logs: part('log').map(({level, message}) => `${text(level)} ${text(message)}`),
  };
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The configuration that writes a stream as a case says. */
export function configOf({objectCase, section}: World, stream: string): JsonObject {
  const {vendor, object, keyColumn, keyField, operation, entry} = objectCase;
  const mapping = {stream, object, key: keyColumn, key_field: keyField, mode: operation};
  return {[vendor]: entry === undefined ? section : [section], mappings: [mapping]};
}

/** A catalog as Airbyte and its clients write it, nulls included. */
export function catalogOf(
  stream: string,
  columns: readonly string[],
  primaryKey: readonly string[],
): JsonObject {
  return {
    streams: [
      {
        stream: {
          name: stream,
          namespace: null,
          json_schema: {
            type: 'object',
            properties: Object.fromEntries(columns.map((column) => [column, {}])),
          },
          supported_sync_modes: ['full_refresh', 'incremental'],
          source_defined_cursor: null,
          default_cursor_field: null,
          source_defined_primary_key: primaryKey.map((column) => [column]),
          is_resumable: null,
        },
        sync_mode: 'incremental',
        cursor_field: null,
        destination_sync_mode: primaryKey.length > 0 ? 'append_dedup' : 'overwrite',
        primary_key: primaryKey.length > 0 ? primaryKey.map((column) => [column]) : null,
        generation_id: 1,
        minimum_generation_id: 1,
        sync_id: 1,
      },
    ],
  };
}

/** Columns of all rows. */
export function columnsOf(rows: readonly JsonObject[], {keyColumn}: ObjectCase): readonly string[] {
  return [...new Set([keyColumn, ...rows.flatMap((row) => Object.keys(row))])];
}
