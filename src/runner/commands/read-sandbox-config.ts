import {readTextFile} from '../../config/read-text-file';
import {Failure} from '../../core/failure';
import type {JsonObject} from '../../core/json';
import {isJsonObject} from '../../core/json';
import {parseYaml} from '../run-file/parse-yaml';

/** The command line of `user-sync sandbox`, as commander hands it over. */
export interface SandboxFlags {
  readonly port?: number;
  readonly seed?: number;
  /** One company, with everything that makes people hard to recognize. */
  readonly world?: boolean;
  readonly latency?: number;
  readonly config?: string;
  readonly users?: number;
  readonly roles?: number;
  readonly visitors?: number;
  readonly accounts?: number;
  /** `vendor.setting=value`, for every other setting. */
  readonly set?: readonly string[];
  readonly json?: boolean;
  /** Print lines for a shell. */
  readonly env?: boolean;
}

/** Joins file and command line into the sandbox's options; the command line wins. */
export function readSandboxConfig(flags: SandboxFlags): JsonObject {
  const file = flags.config === undefined ? {} : readFile(flags.config);
  const vendors = mergeSettings(file['vendors'], [...sizesOf(flags), ...(flags.set ?? [])]);
  return {
    ...file,
    ...(flags.port !== undefined && {port: flags.port}),
    ...(flags.seed !== undefined && {seed: flags.seed}),
    ...(flags.world === true && {world: true}),
    ...(flags.latency !== undefined && {latencyMs: flags.latency}),
    vendors,
  };
}

function sizesOf({users, roles, visitors, accounts}: SandboxFlags): readonly string[] {
  const sizes = {
    'pipedrive.users': users,
    'pipedrive.roles': roles,
    'pendo.visitors': visitors,
    'pendo.accounts': accounts,
  };
  return Object.entries(sizes).flatMap(([name, size]) =>
    size === undefined ? [] : [`${name}=${size}`],
  );
}

const OPTIONS = ['port', 'seed', 'world', 'latencyMs', 'limits', 'faults', 'vendors'];

function readFile(path: string): JsonObject {
  const value = parseYaml(readTextFile(path, 'sandbox'), path, 'sandbox file');
  if (!isJsonObject(value)) throw bad(`${path} must be an object with the sandbox's options.`);
  const unknown = Object.keys(value).find((name) => !OPTIONS.includes(name));
  if (unknown === undefined) return value;
  throw bad(`${path}: "${unknown}" is not known. The options are ${OPTIONS.join(', ')}.`);
}

function mergeSettings(fromFile: unknown, set: readonly string[]): JsonObject {
  const vendors: Record<string, JsonObject> = {};
  if (isJsonObject(fromFile)) {
    for (const [vendor, settings] of Object.entries(fromFile)) {
      if (!isJsonObject(settings)) throw bad(`"vendors.${vendor}" must be an object of settings.`);
      vendors[vendor] = settings;
    }
  }
  for (const text of set) {
    const match = /^([a-z0-9_]+)\.([A-Za-z0-9_]+)=(.*)$/.exec(text);
    const [, vendor = '', name = '', value = ''] = match ?? [];
    if (!match) throw bad(`--set ${text} does not have the form vendor.setting=value.`);
    vendors[vendor] = {...vendors[vendor], [name]: parseYaml(value, `--set ${text}`, 'value of')};
  }
  return vendors;
}

function bad(message: string): Failure {
  return new Failure({kind: 'config', message: `The sandbox cannot start: ${message}`});
}
