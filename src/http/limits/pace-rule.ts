/** A limit that says when the next request may go. Times are epoch milliseconds. */
export interface PaceRule {
  /** The earliest moment at which `amount` may be spent: `now` when that is at once. */
  readyAt(amount: number, now: number): number;
  /** Takes `amount`; the caller has waited for `readyAt`. */
  spend(amount: number, now: number): void;
}
