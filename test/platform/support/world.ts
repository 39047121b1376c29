import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {JsonObject} from '../../../src/core/json';
import type {Sandbox} from '../../../src/sandbox/sandbox';
import {startSandbox} from '../../../src/sandbox/start-sandbox';
import {createPlatform, type Platform} from '../double/platform';

/** A sandbox, and a platform that begins with nothing. */
export interface World {
  readonly sandbox: Sandbox;
  readonly platform: Platform;
  /** A folder that is gone with the world. */
  readonly directory: string;
  /** The ready section of a vendor for the source's configuration, without a pace of our own. */
  sourceSection(vendor: string): JsonObject;
  /** The same for the destination's. */
  destinationSection(vendor: string): JsonObject;
}

/** Runs a test in a world of its own. */
export async function inWorld(
  vendors: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  work: (world: World) => Promise<void>,
): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'user-sync-platform-'));
  const sandbox = await startSandbox({vendors, limits: false});
  try {
    await work({
      sandbox,
      platform: createPlatform(directory),
      directory,
      // Ready sections are written as JSON of the configuration.
      sourceSection: (vendor) => ({
        ...(sandbox.vendors[vendor]?.sourceConfig as JsonObject),
        ...SOURCE_PACE[vendor],
      }),
      destinationSection: (vendor) => ({
        ...(sandbox.vendors[vendor]?.destinationConfig as JsonObject),
        ...DESTINATION_PACE[vendor],
      }),
    });
  } finally {
    await sandbox.close();
    rmSync(directory, {recursive: true, force: true});
  }
}

/** The sandbox sets no limits here, so nobody has to wait for them. */
const SOURCE_PACE: Readonly<Record<string, JsonObject>> = {pendo: {requests_per_second: 1000}};
const DESTINATION_PACE: Readonly<Record<string, JsonObject>> = {
  pendo: {requests_per_second: 1000},
  userguiding: {requests_per_10_seconds: 10_000},
};

const root = join(__dirname, '..', '..', '..');

/** The real programs, as built. */
export const programs = {
  source: join(root, 'bin', 'source-user-sync'),
  destination: join(root, 'bin', 'destination-user-sync'),
};

/** A service that is down for hours: nobody waits for it, so that a failure comes at once. */
export const outage = {
  type: 'status',
  status: 503,
  headers: {'retry-after': '14400'},
} as const;
