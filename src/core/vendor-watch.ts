/** Why a request of a vendor waits, and until when. */
export type VendorWait = {
  /** Its account as the configuration names it, such as `pendo`; `vendor` is what people call it. */
  readonly account?: string;
} &
  /** For the vendor's limit, or our own that keeps within it. */
  (
    | {readonly why: 'limit'; readonly vendor: string; readonly untilMs: number}
    /** For another try after a failure. */
    | {
        readonly why: 'retry';
        readonly vendor: string;
        readonly untilMs: number;
        /** HTTP status of the answer that failed; undefined: no answer came. */
        readonly status: number | undefined;
        /** Number of the try that comes, and of all tries that are made at most. */
        readonly attempt: number;
        readonly attemptsMax: number;
      }
  );

/** Hears what the vendors keep the program waiting for. It must be quick, and must not throw. */
export interface VendorWatch {
  /** A request goes out. The returned function is called when its answer is there, or none will come. */
  asked(vendor: string): () => void;
  /** A request waits before it goes out. Waits of less than a second are not told. */
  waits(wait: VendorWait): void;
}

/** Shorter waits are part of the usual pace. */
export const TOLD_WAIT_MS = 1_000;
