/** A stream that is going to be written, as the configured catalog (or a model) describes it. */
export interface IncomingStream {
  readonly name: string;
  /** What sentences call it. Default: stream. */
  readonly noun?: 'stream' | 'model';
  readonly namespace?: string;
  /** Data activation: the object that the connection names. */
  readonly destinationObjectName?: string;
  readonly destinationSyncMode?: string;
  /** Top-level columns; when missing or empty, columns are not checked. */
  readonly columns?: readonly string[];
  /** Top-level columns of the primary key, or the matching key with data activation. */
  readonly primaryKey?: readonly string[];
}

/** The stream as sentences name it: `stream "crm_users"`. */
export function called({name, noun = 'stream'}: Pick<IncomingStream, 'name' | 'noun'>): string {
  return `${noun} ${JSON.stringify(name)}`;
}
