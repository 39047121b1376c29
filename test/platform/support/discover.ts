import {spawn} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {isJsonObject, type JsonObject} from '../../../src/core/json';
import {startSandbox} from '../../../src/sandbox/start-sandbox';
import {linesOf} from '../double/messages';
import {programs} from './world';

/** Which program is asked about which vendor. */
interface Question {
  readonly side: 'source' | 'destination';
  readonly vendor: string;
}

/** Catalogs do not depend on a scenario: each is asked for once in a test file. */
const known = new Map<string, Promise<JsonObject>>();

/**
 * What `discover` prints: the content of its CATALOG or DESTINATION_CATALOG. It is asked in a calm
 * sandbox of its own, as when the connection was set up, long before a scenario's trouble.
 */
export function discover(question: Question): Promise<JsonObject> {
  const key = `${question.side} ${question.vendor}`;
  const catalog = known.get(key) ?? ask(question);
  known.set(key, catalog);
  return catalog;
}

/** A stream of the source's catalog. */
export async function discoverStream(vendor: string, name: string): Promise<JsonObject> {
  const {streams} = await discover({side: 'source', vendor});
  const found: unknown = (Array.isArray(streams) ? streams : []).find(
    (stream: unknown) => isJsonObject(stream) && stream['name'] === name,
  );
  if (isJsonObject(found)) return found;
  throw new Error(`There is no stream ${name}`);
}

async function ask({side, vendor}: Question): Promise<JsonObject> {
  const directory = mkdtempSync(join(tmpdir(), 'user-sync-discover-'));
  const sandbox = await startSandbox({limits: false});
  try {
    const info = sandbox.vendors[vendor];
    const config = {[vendor]: side === 'source' ? info?.sourceConfig : info?.destinationConfig};
    const path = join(directory, 'connectionConfiguration.json');
    writeFileSync(path, JSON.stringify(config));
    const child = spawn(programs[side], ['discover', '--config', path], {
      cwd: directory,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    for await (const line of linesOf(child.stdout)) {
      const message: unknown = JSON.parse(line);
      if (!isJsonObject(message)) continue;
      const catalog = message['catalog'] ?? message['destination_catalog'];
      if (isJsonObject(catalog)) return catalog;
    }
    throw new Error(`The ${side} discovers nothing of ${vendor}`);
  } finally {
    await sandbox.close();
    rmSync(directory, {recursive: true, force: true});
  }
}
