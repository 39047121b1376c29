import {Failure} from '../../core/failure';
import type {JsonObject} from '../../core/json';
import type {CommandParts} from './command-parts';
import type {SandboxFlags} from './read-sandbox-config';
import {readSandboxConfig} from './read-sandbox-config';
import type {SandboxHost, StartSandbox} from '../demo/sandbox-host';

/** `user-sync sandbox`: serves until a signal comes, which is its ordinary end. */
export async function sandboxCommand(
  {terminal, kit}: CommandParts,
  start: StartSandbox,
  flags: SandboxFlags,
): Promise<number> {
  const sandbox = await startSandbox(start, readSandboxConfig(flags));
  terminal.out(textFor(sandbox, flags));
  await new Promise<void>((resolve) => {
    if (kit.signal.aborted) resolve();
    else kit.signal.addEventListener('abort', () => resolve(), {once: true});
  });
  await sandbox.close();
  return 0;
}

/** Starts a sandbox; what it refuses becomes a `config` Failure. */
export async function startSandbox(start: StartSandbox, options: JsonObject): Promise<SandboxHost> {
  try {
    return await start(options);
  } catch (error) {
    if (error instanceof RangeError) {
      throw new Failure({
        kind: 'config',
        message: `The sandbox cannot start: ${error.message}.`,
        cause: error,
      });
    }
    if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
      throw new Failure({
        kind: 'config',
        message: `The sandbox cannot listen on port ${JSON.stringify(options['port'] ?? 0)} (${error.code}); choose another one with --port, or leave it out.`,
        cause: error,
      });
    }
    throw error;
  }
}

/** Configuration sections of both ends, ready to be used. */
function sectionsOf(sandbox: SandboxHost): {
  readonly source: Readonly<Record<string, unknown>>;
  readonly destination: Readonly<Record<string, unknown>>;
} {
  const vendors = Object.entries(sandbox.vendors);
  return {
    source: Object.fromEntries(
      vendors.flatMap(([name, {sourceConfig, sourceEntries}]) => {
        const section = sourceConfig ?? sourceEntries;
        return section ? [[name, section]] : [];
      }),
    ),
    destination: Object.fromEntries(
      vendors.flatMap(([name, {destinationConfig, destinationEntries}]) => {
        const section = destinationConfig ?? destinationEntries;
        return section ? [[name, section]] : [];
      }),
    ),
  };
}

function textFor(sandbox: SandboxHost, {json, env}: SandboxFlags): string {
  if (env === true) return shellLines(sandbox);
  return json === true ? asJson(sandbox) : asText(sandbox);
}

/** Credentials that run files and recipes ask the environment for. */
const ASKED_FOR = ['api_key', 'api_token', 'integration_key', 'token'];

/** What `--env` prints: variables that run files and recipes ask for, as lines that a shell carries out. */
export function shellLines(sandbox: SandboxHost): string {
  const lines = Object.entries(sandbox.vendors).flatMap(([name, {baseUrl, credentials}]) => {
    const given = ASKED_FOR.flatMap((wanted) => {
      // A vendor with several accounts numbers its keys.
      const value = credentials[wanted] ?? credentials[`${wanted}_0`];
      return value === undefined ? [] : [[wanted, value] as const];
    });
    const settings = [['base_url', baseUrl] as const, ...given];
    return settings.map(([what, value]) => exported(`${name}_${what}`, value));
  });
  const entries = Object.entries(sandbox.vendors).flatMap(([name, {sourceEntries = []}]) =>
    sourceEntries.flatMap(({vendor, token, base_url: address}) => [
      exported(`${String(vendor)}_${name}_base_url`, address),
      exported(`${String(vendor)}_${name}_token`, token),
    ]),
  );
  return [...lines, ...entries, ...DATA_FOLDER].map((line) => `${line}\n`).join('');
}

function exported(name: string, value: unknown): string {
  return `export ${name.toUpperCase()}='${String(value)}'`;
}

/** The recipes keep warehouse and rejected records in a folder that only its owner may read. */
const DATA_FOLDER = [
  'export USER_SYNC_DATA="${USER_SYNC_DATA:-$PWD/user-sync-data}"',
  'mkdir -p -m 700 "$USER_SYNC_DATA"',
];

function asJson(sandbox: SandboxHost): string {
  const {source, destination} = sectionsOf(sandbox);
  const answer = {
    url: sandbox.url,
    control_url: `${sandbox.url}/_sandbox`,
    vendors: sandbox.vendors,
    source_config: source,
    destination_config: destination,
  };
  return `${JSON.stringify(answer)}\n`;
}

function asText(sandbox: SandboxHost): string {
  const {source, destination} = sectionsOf(sandbox);
  const vendors = Object.entries(sandbox.vendors).flatMap(([name, vendor]) => [
    `${name}: ${vendor.baseUrl}`,
    ...Object.entries(vendor.otherUrls ?? {}).map(([what, url]) => `  ${what}: ${url}`),
    ...Object.entries(vendor.credentials).map(([what, value]) => `  ${what}: ${value}`),
  ]);
  return [
    `The sandbox serves made-up data at ${sandbox.url} until it is stopped (Ctrl-C).`,
    '',
    ...vendors,
    '',
    'Source configuration:',
    JSON.stringify(source, null, 2),
    '',
    'Destination configuration:',
    JSON.stringify(destination, null, 2),
    '',
  ].join('\n');
}
