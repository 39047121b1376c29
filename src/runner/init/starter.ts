/** What `init` knows of a vendor that is read. */
export interface SourceStarter {
  /** Lines of its section. */
  readonly section: readonly string[];
  readonly streams: readonly string[];
  /** Rows (email, name) of its people. */
  readonly people: string;
}

/** What `init` knows of a vendor that is written. */
export interface DestinationStarter {
  readonly section: readonly string[];
  /** Vendors that its model reads as well. */
  readonly reads: readonly string[];
  readonly model: {readonly name: string; readonly key: string; readonly sql: readonly string[]};
  readonly mapping: readonly string[];
}

/** A variable of `.env.example`; without a value it is a secret that the user fills in. */
export interface Variable {
  readonly name: string;
  readonly value?: string;
  readonly help: string;
}
