import type {JsonObject} from '../../core/json';

/**
 * The sandbox as the runner sees it. The runner shares no code with the sandbox: the program hands
 * it over, and the types only say what is used.
 */
export interface SandboxHost {
  readonly url: string;
  readonly vendors: Readonly<Record<string, SandboxVendorSections>>;
  requests(): readonly {readonly vendor: string; readonly method: string}[];
  change(vendor: string, change: PlantedChange): PlantedIds;
  dump(vendor: string): Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
  close(): Promise<void>;
}

/** Ready sections for both configurations. */
interface SandboxVendorSections {
  readonly baseUrl: string;
  readonly otherUrls?: Readonly<Record<string, string>>;
  readonly credentials: Readonly<Record<string, string>>;
  readonly sourceConfig?: Readonly<Record<string, unknown>>;
  readonly sourceEntries?: readonly Readonly<Record<string, unknown>>[];
  readonly destinationConfig?: Readonly<Record<string, unknown>>;
  readonly destinationEntries?: readonly Readonly<Record<string, unknown>>[];
}

/** How many people to change. */
interface PlantedChange {
  readonly kind: string;
  readonly changed?: number;
  readonly joined?: number;
  readonly left?: number;
}

/** Who was changed. */
export interface PlantedIds {
  readonly changed: readonly (string | number)[];
  readonly joined: readonly (string | number)[];
  readonly left: readonly (string | number)[];
}

/** Starts a sandbox; throws RangeError for options that it does not have. */
export type StartSandbox = (options: JsonObject) => Promise<SandboxHost>;
