import type {VendorWait} from '../../core/vendor-watch';
import {printable} from '../report/printable';
import {hasEnded, openBoard, rateOf, sendName, stepKey, type Step} from './board';
import {count} from './figures';
import type {Every} from './live-view';
import type {ProgressEvent, ProgressView} from './progress';
import {waitingFor, waitText} from './waiting-for';

const SILENCE_MS = 10_000;
const LOOK_EVERY_MS = 1_000;

/** Shorter waits for a limit get no line. */
const LIMIT_WAIT_MS = 5_000;

/** Waits that end within this of each other are the same wait. */
const SAME_WAIT_MS = 1_000;

/**
 * Lines with their time, for logs: when something begins, ends or waits, and what is under way after
 * each ten seconds of silence.
 */
export function createPlainView(options: {
  readonly write: (text: string) => void;
  readonly every: Every;
  readonly now: () => number;
}): ProgressView {
  const {write, every, now} = options;
  const {board, hear} = openBoard(now());
  const begun = new Set<Step>();
  const isNewWait = createWaitFilter();
  let saidMs = now();
  const say = (text: string): void => {
    saidMs = now();
    write(`${timeText(saidMs)} ${printable(text)}\n`);
  };
  const sayStep = (step: Step | undefined): void => {
    if (step === undefined) return;
    if (hasEnded(step)) say(endText(step));
    else if (!begun.has(step)) say(beginText(step));
    begun.add(step);
  };
  const tell = (event: ProgressEvent): void => {
    switch (event.type) {
      case 'phase':
      case 'note':
        say(event.text);
        return;
      case 'reading':
        sayStep(board.steps.get(stepKey('read', event.stream)));
        return;
      case 'sending':
        sayStep(board.steps.get(stepKey('send', sendName(event))));
        return;
      case 'wait':
        if (isNewWait(event.wait, now())) say(waitText(event.wait, now()));
        return;
      case 'named':
      case 'expected':
      case 'asked':
      case 'answered':
        return;
    }
  };
  const stop = every(LOOK_EVERY_MS, () => {
    if (now() - saidMs < SILENCE_MS) return;
    const under = [...board.steps.values()].filter(({state}) =>
      ['under way', 'waiting'].includes(state),
    );
    const parts = [...under.map((step) => stillText(step, now())), ...waitingFor(board, now())];
    say(`still ${parts.length === 0 ? board.phase : parts.join('; ')}`);
  });
  return {
    hear: (event) => {
      hear(event, now());
      tell(event);
    },
    end: stop,
  };
}

/** Whether a wait is worth a line: several requests may tell of the same one. */
export function createWaitFilter(): (wait: VendorWait, nowMs: number) => boolean {
  const told = new Map<string, number>();
  return (wait, nowMs) => {
    if (wait.why === 'limit' && wait.untilMs - nowMs <= LIMIT_WAIT_MS) return false;
    const what = `${wait.vendor} ${wait.why === 'retry' ? wait.attempt : 'limit'}`;
    if (wait.untilMs <= (told.get(what) ?? Number.NEGATIVE_INFINITY) + SAME_WAIT_MS) return false;
    told.set(what, wait.untilMs);
    return true;
  };
}

function beginText({verb, name, total}: Step): string {
  return verb === 'read' ? `read ${name}` : `send ${name}: ${count(total ?? 0)} rows`;
}

function endText(step: Step): string {
  return `${step.verb} ${step.name}: ${countText(step)}, ${step.state}`;
}

function stillText(step: Step, nowMs: number): string {
  const rate = rateOf(step, nowMs);
  const speed = rate === undefined ? '' : `, ${count(Math.round(rate))} a second`;
  const verb = step.verb === 'read' ? 'reading' : 'sending';
  return `${verb} ${step.name}: ${countText(step)}${speed}`;
}

function countText({verb, count: counted, total, rejected}: Step): string {
  if (verb === 'read') return `${count(counted)} new or changed`;
  const bad = rejected > 0 ? `, ${count(rejected)} rejected` : '';
  return `${count(counted)} of ${count(total ?? 0)}${bad}`;
}

/** `2026-11-28T03:16:17Z` */
function timeText(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 19)}Z`;
}
