import type {VendorWait} from '../../core/vendor-watch';
import type {Board} from './board';

/** An answer that takes longer than this is worth a word. */
const SILENT_MS = 3_000;

/** What each vendor keeps the run waiting for now, in words. */
export function waitingFor({waits, open}: Board, nowMs: number): readonly string[] {
  const lines: string[] = [];
  for (const wait of waits.values()) {
    if (wait.untilMs > nowMs) lines.push(waitText(wait, nowMs));
  }
  for (const [vendor, requests] of open) {
    const wait = waits.get(vendor);
    if (wait !== undefined && wait.untilMs > nowMs) continue;
    const silentMs = nowMs - Math.min(...requests.values());
    if (requests.size > 0 && silentMs >= SILENT_MS) {
      lines.push(`${vendor} has not answered for ${Math.floor(silentMs / 1_000)} s`);
    }
  }
  return lines;
}

/** "Pendo: limit, 12 s left", or "Pipedrive does not answer, try 3 of 5 in 8 s". */
export function waitText(wait: VendorWait, nowMs: number): string {
  const left = `${Math.max(0, Math.ceil((wait.untilMs - nowMs) / 1_000))} s`;
  if (wait.why === 'limit') return `${wait.vendor}: limit, ${left} left`;
  const what =
    wait.status === undefined ? 'does not answer' : `answers with HTTP status ${wait.status}`;
  return `${wait.vendor} ${what}, try ${wait.attempt} of ${wait.attemptsMax} in ${left}`;
}
