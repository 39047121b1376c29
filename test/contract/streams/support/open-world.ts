import {openAccounts} from '../../../../src/accounts/open-accounts';
import {assembleSpec, configSchemaOf} from '../../../../src/config/assemble-spec';
import {collectSecrets} from '../../../../src/config/collect-secrets';
import type {Clock} from '../../../../src/core/clock';
import type {Kit} from '../../../../src/core/kit';
import type {Json, JsonObject} from '../../../../src/core/json';
import {createSecretMask} from '../../../../src/core/secrets/secret-mask';
import {streamsOf, type ReaderStream} from '../../../../src/read/describe-stream';
import type {OpenSource, SourceVendor} from '../../../../src/read/source-vendor';
import {loadResource} from '../../../../src/resources/load-resource';
import type {Fault, FaultAction} from '../../../../src/sandbox/fault';
import type {Sandbox, SandboxVendorInfo} from '../../../../src/sandbox/sandbox';
import {startSandbox} from '../../../../src/sandbox/start-sandbox';
import {vendors} from '../../../../src/vendors/registry';
import {plan, recordRead, type RecordedRead} from '../../../read/support/record-read';
import {createTestKit, type TestKit} from '../../../support/test-kit';
import {factsOf, type PageSplit, type PartSettings} from './vendor-facts';

/** Every vendor that can be read. */
const sourceVendors: readonly SourceVendor[] = vendors.flatMap(({source}) => source ?? []);

/** Names of their sections in the configuration. */
export const vendorNames: readonly string[] = sourceVendors.map(({name}) => name);

/** States by name of their stream. */
export type States = Readonly<Record<string, JsonObject | undefined>>;

/** A sandbox and the configured vendors that read it, on one clock that jumps over every wait. */
export interface World {
  readonly sandbox: Sandbox;
  readonly config: JsonObject;
  /** Every secret of the configuration. */
  readonly secrets: readonly string[];
  readonly streams: readonly ReaderStream[];
  readonly names: readonly string[];
  /** Opens the accounts again, as every run of the connector does. */
  open(kit?: TestKit, at?: JsonObject): readonly OpenSource[];
  /** A sync of all streams, two minutes after whatever happened before. */
  read(states?: States, options?: ReadChoices): Promise<RecordedRead>;
  close(): Promise<void>;
}

/** How a sync differs from the ordinary. */
export interface ReadChoices {
  /** Every request from the `n`-th on (counted from 1) fails so. */
  readonly from?: {readonly n: number; readonly what: FaultAction};
  readonly faults?: readonly Fault[];
  readonly mode?: 'full_refresh' | 'incremental';
  /** Another server that is asked in place of the sandbox, token endpoints included. */
  readonly elsewhere?: string;
  /** For each answer. */
  readonly timeoutMaxMs?: number;
}

/** What a world is made of. */
export interface WorldOptions {
  /** Vendors that are configured; default: all. */
  readonly only?: readonly string[];
  readonly split?: PageSplit;
  readonly large?: boolean;
}

const START_MS = Date.UTC(2026, 1, 1);
/** So little that a read asks again for the time in which the changes before it were made. */
const BETWEEN_READS_MS = 2 * 60_000;
/** Small, so that streams of some pages have several checkpoints. */
const CHECKPOINT_EVERY = 20;

/** Starts the sandbox and opens the vendors' ready configuration. */
export async function openWorld(options: WorldOptions = {}): Promise<World> {
  const {only = vendorNames} = options;
  const time = {ms: START_MS};
  const clock = jumpingClock(time);
  const settings = Object.fromEntries(only.map((name) => [name, settingsOf(name, options)]));
  const now = (): number => time.ms;
  const sandbox = await startSandbox({vendors: settings, limits: false, now});
  const config: JsonObject = Object.fromEntries(
    only.map((name) => [name, sectionOf(name, sandbox.vendors[name], options)]),
  );
  const spec = assembleSpec({side: 'source', vendors: vendorNames, load: loadResource});
  const secrets = collectSecrets(configSchemaOf(spec), config);
  const newKit = (more: Partial<Kit> = {}): TestKit =>
    createTestKit({clock, mask: createSecretMask(secrets), ...more});
  const open = (kit = newKit(), at = config): readonly OpenSource[] =>
    openAccounts(
      sourceVendors,
      {
        config: at,
        schema: configSchemaOf(spec),
        mask: kit.mask,
        keeper: {keep: () => Promise.resolve()},
      },
      (vendor, {section, saveSection}) =>
        vendor.open(section, {...kit, saveSection, onRateLimited: () => undefined}),
    );
  const streams = open().flatMap(({readers}) => readers.flatMap(streamsOf));
  const names = streams.map(({stream}) => stream.name);
  return {
    ...{sandbox, config, secrets, streams, names, open},
    read: async (states = {}, choices = {}) => {
      const {from, faults = [], mode = 'incremental', elsewhere, timeoutMaxMs} = choices;
      time.ms += BETWEEN_READS_MS;
      const kit = newKit(timeoutMaxMs === undefined ? {} : {timeoutMaxMs});
      const failing: readonly Fault[] = from
        ? [{what: from.what, when: {type: 'from', n: from.n}}]
        : [];
      sandbox.setFaults([...faults, ...failing]);
      const read = await recordRead(
        open(kit, movedTo(elsewhere, config)),
        plan(names, states, mode),
        {
          kit,
          checkpointEvery: CHECKPOINT_EVERY,
        },
      );
      sandbox.setFaults([]);
      time.ms += 1_000;
      return read;
    },
    close: () => sandbox.close(),
  };
}

/** Every address of the sandbox, on another server. */
function movedTo(origin: string | undefined, config: JsonObject): JsonObject {
  if (origin === undefined) return config;
  const text = JSON.stringify(config).replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, origin);
  // The same configuration, with other texts in it.
  return JSON.parse(text) as JsonObject;
}

function settingsOf(name: string, {split, large}: WorldOptions): PartSettings {
  const facts = factsOf(name);
  return {...(large === true ? facts.large : facts.sandbox), ...split?.sandbox};
}

function sectionOf(name: string, info: SandboxVendorInfo | undefined, {split}: WorldOptions): Json {
  const more = {...factsOf(name).section, ...split?.section};
  // Ready sections are written as JSON of the configuration.
  const section = info?.sourceConfig as JsonObject | undefined;
  if (section) return {...section, ...more};
  const entries = (info?.sourceEntries ?? []) as readonly JsonObject[];
  if (entries.length === 0) throw new Error(`the sandbox has no ready section for ${name}`);
  return entries.map((entry) => ({...entry, ...more}));
}

function jumpingClock(time: {ms: number}): Clock {
  return {
    now: () => time.ms,
    sleep: (ms, signal) => {
      signal?.throwIfAborted();
      time.ms += ms;
      return Promise.resolve();
    },
  };
}

/** The last states of a read; a stream without one keeps what it had. */
export function statesAfter(read: RecordedRead, names: readonly string[], before: States = {}) {
  return Object.fromEntries(names.map((name) => [name, read.state(name) ?? before[name]]));
}
