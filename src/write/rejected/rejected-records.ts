import type {MappedRecord, Rejection} from '../record';

/** Where rejected records are kept until someone fixes the cause; see `rejected-records-file.ts`. */
export interface RejectedRecords {
  /** Resolves once the record is kept durably: only then may a later checkpoint be passed on. */
  keep(record: MappedRecord, rejection: Rejection): Promise<void>;
  /** Rejects when what was kept is not there any more: no later checkpoint may be passed on. */
  check?(): Promise<void>;
  /** What to tell the user: the file's path, or undefined when nothing was kept. */
  location(): string | undefined;
  close(): Promise<void>;
}
