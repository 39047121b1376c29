import type {JsonObject} from '../../core/json';
import type {Locate, Mistake} from '../../core/mistake';
import type {PeopleSettings} from '../../people/people-settings';
import type {Model} from '../../warehouse/models/model';
import type {ReadableFiles} from '../../warehouse/open-warehouse';

/** A run file, read and checked, with everything that it refers to. */
export interface RunFile {
  readonly path: string;
  /** Finds a place of the run file itself. */
  readonly locate: Locate;
  readonly source: {
    /** Checked against the source's specification. */
    readonly config: JsonObject;
    /** For messages. */
    readonly file: string;
    /** Finds a place of `config`. */
    readonly locate: Locate;
    readonly streams: 'all' | readonly string[];
  };
  readonly warehouse: {
    readonly path: string;
    readonly memoryMb?: number;
    /** Files and folders that SQL may read, as whole paths. */
    readonly files: ReadableFiles;
  };
  readonly models: readonly Model[];
  /** Who is who; absent: not asked for. */
  readonly people?: PeopleSettings;
  readonly destination: {
    /** Checked against the destination's specification; `mappings` name models. */
    readonly config: JsonObject;
    readonly file: string;
    /** Finds a place of `config`. */
    readonly locate: Locate;
  };
  /** How many days the history of runs is kept, and the values that were sent (0: they are not). */
  readonly history: {readonly days: number; readonly valueDays: number};
  /** Who is told how a run ended. */
  readonly webhooks: readonly Webhook[];
}

/** An address that is told how runs end. */
export interface Webhook {
  /** Its path and query may be secret. */
  readonly url: URL;
  readonly form: 'json' | 'slack';
  /** Some of `failure`, `recovery`, `always`. */
  readonly when: readonly string[];
}

/** A run file as far as it could be read. */
export interface RunFileDraft {
  /** Absent when nothing of it could be read. */
  readonly runFile: RunFile | undefined;
  /** What is wrong with it. Empty: `runFile` is sound. */
  readonly mistakes: readonly Mistake[];
}

/** The configuration schemas of both ends, as `spec` prints them. */
export interface ConfigSchemas {
  readonly source: JsonObject;
  readonly destination: JsonObject;
  /** Names of the vendors with a section, of which one must be there. */
  readonly sourceVendors: readonly string[];
  readonly destinationVendors: readonly string[];
}
