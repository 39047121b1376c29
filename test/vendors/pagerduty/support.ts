import type {JsonObject} from '../../../src/core/json';
import type {Row} from '../../../src/read/reader';
import type {OpenSource} from '../../../src/read/source-vendor';
import type {Sandbox} from '../../../src/sandbox/sandbox';
import {startSandbox} from '../../../src/sandbox/start-sandbox';
import type {HttpClient} from '../../../src/http/request';
import {connectPagerduty} from '../../../src/vendors/pagerduty/connect';
import {readPagerdutySettings} from '../../../src/vendors/pagerduty/settings';
import {pagerdutySource} from '../../../src/vendors/pagerduty/source';
import {readCursor, readSweep} from '../support/read-rows';
import {createVendorKit, type TestVendorKit} from '../support/vendor-kit';

/** A sandbox with a source that reads it. */
export interface Ready {
  readonly sandbox: Sandbox;
  readonly source: OpenSource;
  readonly kit: TestVendorKit;
}

/** Streams of change detection with the sandbox's own name for them. */
export const swept = {
  pagerduty_users: 'users',
  pagerduty_contact_methods: 'contact_methods',
  pagerduty_notification_rules: 'notification_rules',
  pagerduty_teams: 'teams',
  pagerduty_team_members: 'team_members',
} as const;

/** Every stream. */
export const allStreams = [...Object.keys(swept), 'pagerduty_audit_records'];

/** Starts a sandbox with these settings, opens the source on it, works, and ends it. */
export async function withPagerduty(
  settings: Readonly<Record<string, unknown>>,
  work: (ready: Ready) => Promise<void>,
  section: JsonObject = {},
): Promise<void> {
  const sandbox = await startSandbox({vendors: {pagerduty: settings}, limits: false});
  try {
    const kit = createVendorKit();
    await work({sandbox, kit, source: openOn(sandbox, section, kit)});
  } finally {
    await sandbox.close();
  }
}

/** The source with the sandbox's ready section, with `section` on top. */
export function openOn(
  sandbox: Sandbox,
  section: JsonObject = {},
  kit: TestVendorKit = createVendorKit(),
): OpenSource {
  const ready = sandbox.vendors['pagerduty']?.sourceConfig as JsonObject;
  return pagerdutySource.open({...ready, ...section}, kit);
}

/** A client with the sandbox's ready section. */
export function connectTo(sandbox: Sandbox, kit: TestVendorKit): HttpClient {
  const ready = sandbox.vendors['pagerduty']?.sourceConfig as JsonObject;
  return connectPagerduty(readPagerdutySettings(ready), kit);
}

/** What the sandbox holds of a swept stream. */
export function held(sandbox: Sandbox, stream: keyof typeof swept): readonly Row[] {
  return sandbox.dump('pagerduty')[swept[stream]] ?? [];
}

/** Reads a stream whole. */
export async function readAll(source: OpenSource, stream: string): Promise<readonly Row[]> {
  if (stream !== 'pagerduty_audit_records') return readSweep(source, stream);
  return (await readCursor(source, stream, {syncStartMs: Date.now()})).rows;
}

/** Rows in one order, with sorted references and without columns that hold nothing. */
export function comparable(rows: readonly Row[]): readonly unknown[] {
  const texts = rows.map((row) => {
    const kept = Object.entries(row).filter(
      ([name, value]) => value !== null && name !== 'user_id',
    );
    const user = row['user'] as {id?: unknown} | null | undefined;
    const entries = kept.map(([name, value]) => [name, sortedById(value)] as const);
    return JSON.stringify(
      [...entries, ['user_id', row['user_id'] ?? user?.id] as const].sort(([a], [b]) =>
        a < b ? -1 : 1,
      ),
    );
  });
  return texts.sort();
}

function sortedById(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  const items = value as readonly {id?: unknown}[];
  return [...items].sort((a, b) => (String(a.id) < String(b.id) ? -1 : 1));
}

/** Requests so far by path without ids. */
export function requestCounts(sandbox: Sandbox): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const {path} of sandbox.requests()) {
    const name = path.replace(/\/P[A-Z2-9]{6}/g, '/:id');
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
