/** What the writes of a plan need: requests, and what sends mail, costs money or takes access away. */
export interface PlannedCosts {
  /** Requests that write, without those that list what is there. */
  readonly calls: number;
  /** Mails that the vendor sends to people. */
  readonly mails: number;
  /** Paid seats that would be taken; whether one is free, or is bought, the vendor decides. */
  readonly seats: number;
  /** People who would lose access. */
  readonly removals: number;
}

/** Adds up what two plans need; undefined is what nothing is told of. */
export function addCosts(
  sum: PlannedCosts | undefined,
  more: PlannedCosts | undefined,
): PlannedCosts | undefined {
  if (sum === undefined || more === undefined) return sum ?? more;
  return {
    calls: sum.calls + more.calls,
    mails: sum.mails + more.mails,
    seats: sum.seats + more.seats,
    removals: sum.removals + more.removals,
  };
}

/** "3 calls, 1 mail, 1 paid seat, 0 removals". */
export function costsText({calls, mails, seats, removals}: PlannedCosts): string {
  return [
    counted(calls, 'call'),
    counted(mails, 'mail'),
    counted(seats, 'paid seat'),
    counted(removals, 'removal'),
  ].join(', ');
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
