import type {VendorWait} from '../../core/vendor-watch';
import type {ExpectedSteps, ProgressEvent, ReadFigures, SendFigures} from './progress';

/** One stream that is read, or one model that is sent to one object. */
export interface Step {
  readonly verb: 'read' | 'send';
  /** `pipedrive_users`, or `crm_visitors → pendo_visitors`. */
  readonly name: string;
  readonly vendor: string | undefined;
  state: 'to do' | 'under way' | 'waiting' | 'complete' | 'planned' | 'failed';
  count: number;
  /** Rows that are to be sent; undefined where nobody knows. */
  total: number | undefined;
  rejected: number;
  startMs: number | undefined;
  endMs: number | undefined;
  waitsUntilMs: number | undefined;
  /** Counts at some of the last moments, the oldest first: the rate is taken from them. */
  readonly samples: {readonly ms: number; readonly count: number}[];
}

/** All that is known of a run under way. */
export interface Board {
  readonly startMs: number;
  phase: string;
  phaseMs: number;
  readonly steps: ReadonlyMap<string, Step>;
  /** The last wait of each vendor. */
  readonly waits: ReadonlyMap<string, VendorWait>;
  /** When each request went out that has no answer yet, by vendor. */
  readonly open: ReadonlyMap<string, ReadonlyMap<symbol, number>>;
}

/** Keeps the board up to date. */
interface BoardKeeper {
  readonly board: Board;
  readonly hear: (event: ProgressEvent, nowMs: number) => void;
}

const RATE_OVER_MS = 5_000;
const SAMPLE_EVERY_MS = 250;

/** Opens an empty board. */
export function openBoard(startMs: number): BoardKeeper {
  const steps = new Map<string, Step>();
  const waits = new Map<string, VendorWait>();
  const open = new Map<string, Map<symbol, number>>();
  const board = {startMs, phase: 'starting', phaseMs: startMs, steps, waits, open};
  const stepOf = (verb: Step['verb'], name: string, vendor?: string): Step => {
    const key = stepKey(verb, name);
    const known = steps.get(key) ?? newStep(verb, name, vendor);
    steps.set(key, known);
    return known;
  };
  const hear = (event: ProgressEvent, nowMs: number): void => {
    switch (event.type) {
      case 'phase':
        board.phase = event.text;
        board.phaseMs = nowMs;
        return;
      case 'expected':
        for (const {verb, name, vendor} of expectedSteps(event.steps)) stepOf(verb, name, vendor);
        return;
      case 'reading':
        noteRead(stepOf('read', event.stream), event, nowMs);
        return;
      case 'sending':
        noteSent(stepOf('send', sendName(event)), event, nowMs);
        return;
      case 'wait':
        waits.set(event.wait.vendor, event.wait);
        return;
      case 'asked': {
        const requests = open.get(event.vendor) ?? new Map<symbol, number>();
        open.set(event.vendor, requests.set(event.request, nowMs));
        return;
      }
      case 'answered':
        open.get(event.vendor)?.delete(event.request);
        return;
      case 'named':
      case 'note':
        return;
    }
  };
  return {board, hear};
}

/** The step that an event of this stream, or of this model and object, belongs to. */
export function stepKey(verb: Step['verb'], name: string): string {
  return `${verb} ${name}`;
}

/** How a model on its way to an object is called. */
export function sendName({model, object}: Pick<SendFigures, 'model' | 'object'>): string {
  return `${model} → ${object}`;
}

function expectedSteps({
  streams,
  sends,
}: ExpectedSteps): readonly Pick<Step, 'verb' | 'name' | 'vendor'>[] {
  return [
    ...streams.map(({stream, vendor}) => ({verb: 'read' as const, name: stream, vendor})),
    ...sends.map((send) => ({verb: 'send' as const, name: sendName(send), vendor: send.vendor})),
  ];
}

function newStep(verb: Step['verb'], name: string, vendor: string | undefined): Step {
  return {
    ...{verb, name, vendor, state: 'to do', count: 0, total: undefined, rejected: 0},
    ...{startMs: undefined, endMs: undefined, waitsUntilMs: undefined, samples: []},
  };
}

function noteRead(step: Step, {records, waitsUntilMs, done}: ReadFigures, nowMs: number): void {
  advance(step, {count: records, done, nowMs});
  step.waitsUntilMs = waitsUntilMs;
  if (done === undefined && waitsUntilMs !== undefined) step.state = 'waiting';
}

function noteSent(step: Step, {settled, rejected, total, done}: SendFigures, nowMs: number): void {
  advance(step, {count: settled, done, nowMs});
  step.total = total;
  step.rejected = rejected;
}

function advance(
  step: Step,
  {
    count,
    done,
    nowMs,
  }: {readonly count: number; readonly done: string | undefined; readonly nowMs: number},
): void {
  step.startMs ??= nowMs;
  step.count = count;
  step.state = done === undefined ? 'under way' : endState(done);
  if (done !== undefined) step.endMs = nowMs;
  const last = step.samples.at(-1);
  if (last !== undefined && nowMs - last.ms < SAMPLE_EVERY_MS) return;
  step.samples.push({ms: nowMs, count});
  while ((step.samples[1]?.ms ?? nowMs) <= nowMs - RATE_OVER_MS) step.samples.shift();
}

function endState(done: string): Step['state'] {
  return done === 'complete' || done === 'planned' ? done : 'failed';
}

/** Records a second over the last seconds; undefined: too early to say. */
export function rateOf({samples, count}: Step, nowMs: number): number | undefined {
  const first = samples[0];
  if (first === undefined || nowMs - first.ms < 1_000) return undefined;
  return ((count - first.count) * 1_000) / (nowMs - first.ms);
}

/** True once a step has ended. */
export function hasEnded({state}: Step): boolean {
  return state === 'complete' || state === 'planned' || state === 'failed';
}
