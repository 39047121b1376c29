import type {Writable} from 'node:stream';
import {loadedVendors} from '../../support/loaded-vendors';
import {createProgram} from '../../../src/airbyte/program';
import {runSource} from '../../../src/airbyte/run-source';
import type {Clock} from '../../../src/core/clock';
import type {JsonObject} from '../../../src/core/json';
import type {Availability, SourceVendor, VendorKit} from '../../../src/read/source-vendor';
import type {Reader, Row, Sweep} from '../../../src/read/reader';
import {loadResource} from '../../../src/resources/load-resource';
import type {Failure} from '../../../src/core/failure';
import {capture, type Message} from './capture';
import {frozenClock} from './clock';

/** Section of a made-up vendor. */
const crmSection: JsonObject = {
  type: 'object',
  title: 'CRM',
  order: 0,
  required: ['api_key'],
  properties: {
    api_key: {type: 'string', title: 'API key', airbyte_secret: true, order: 0},
    region: {type: 'string', enum: ['us', 'eu'], default: 'us', order: 1},
  },
};

export const crmConfig = {crm: {api_key: 'crm-secret-0123456789'}};

export function load(name: string): JsonObject {
  return /\/(crm|other)\.json$/.test(name) ? crmSection : loadResource(name);
}

/** A stream of a sweep whose pages are given, or a failure that ends it. */
export function sweep(
  name: string,
  pages: readonly (readonly Row[])[],
  failure?: Failure | Error,
): Sweep {
  return {
    kind: 'sweep',
    streams: [
      {
        name,
        primaryKey: ['id'],
        schema: {
          type: 'object',
          properties: {id: {type: 'integer'}, name: {type: ['null', 'string']}},
        },
      },
    ],
    async *pages() {
      for (const rows of pages) yield new Map([[name, rows]]);
      if (failure) throw failure;
    },
  };
}

export interface FakeSource {
  readonly name?: string;
  readonly readers?: readonly Reader[] | ((kit: VendorKit) => readonly Reader[]);
  readonly check?: (kit: VendorKit) => Promise<readonly Failure[]>;
  readonly available?: (kit: VendorKit) => Promise<Availability>;
  readonly open?: (kit: VendorKit) => void;
}

export function fakeSource(fake: FakeSource = {}): SourceVendor {
  const name = fake.name ?? 'crm';
  return {
    name,
    open: (_section, kit) => {
      fake.open?.(kit);
      const given = fake.readers ?? [];
      const readers = typeof given === 'function' ? given(kit) : given;
      const names = readers.flatMap((reader) =>
        reader.kind === 'sweep' ? reader.streams.map((one) => one.name) : [reader.stream.name],
      );
      return {
        vendor: name,
        readers,
        available: () =>
          fake.available?.(kit) ?? Promise.resolve({streams: new Set(names), unanswered: []}),
        check: () => fake.check?.(kit) ?? Promise.resolve([]),
        traffic: () => ({requests: 1, retries: 0, waitedMs: 0}),
      };
    },
  };
}

export interface SourceEnd {
  readonly code: number;
  readonly text: string;
  readonly messages: readonly Message[];
}

export async function source(
  args: readonly string[],
  vendors: readonly SourceVendor[],
  stdout?: Writable,
  clock: Clock = frozenClock,
): Promise<SourceEnd> {
  const captured = capture();
  const program = createProgram({
    stdout: stdout ?? captured.stream,
    clock,
    random: () => 0.5,
  });
  const code = await runSource({program, args, vendors: loadedVendors(vendors), load});
  return {
    code,
    text: captured.text(),
    get messages() {
      return captured.messages();
    },
  };
}

/** A configured catalog of the named streams. */
export function catalogOf(...names: readonly string[]): JsonObject {
  return {
    streams: names.map((name) => ({
      stream: {
        name,
        json_schema: {type: 'object', properties: {}},
        supported_sync_modes: ['full_refresh'],
      },
      sync_mode: 'incremental',
      destination_sync_mode: 'append',
    })),
  };
}
