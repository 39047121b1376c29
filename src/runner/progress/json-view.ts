import type {LogLevel} from '../../core/log';
import type {VendorWait} from '../../core/vendor-watch';
import type {JsonLog} from './json-log';
import type {Every} from './live-view';
import {createWaitFilter} from './plain-view';
import type {ExpectedSteps, ProgressView, ReadFigures, SendFigures} from './progress';

/** Figures of what is under way are logged so often. */
const FIGURES_EVERY_MS = 10_000;

/** One JSON object a line: what begins, ends, waits, and every ten seconds how far it is. */
export function createJsonView(options: {
  readonly log: JsonLog;
  readonly every: Every;
  readonly now: () => number;
}): ProgressView {
  const {log, every, now} = options;
  const vendors = new Map<string, string | undefined>();
  const latest = new Map<string, () => void>();
  const begun = new Set<string>();
  const isNewWait = createWaitFilter();
  const step = (name: string, done: string | undefined, write: (event: string) => void): void => {
    if (done !== undefined) {
      latest.delete(name);
      write('ended');
      return;
    }
    latest.set(name, () => write('progress'));
    if (!begun.has(name)) write('began');
    begun.add(name);
  };
  const stop = every(FIGURES_EVERY_MS, () => {
    for (const write of latest.values()) write();
  });
  return {
    hear: (event) => {
      switch (event.type) {
        case 'named':
          log.run(event.runId);
          log.write('INFO', 'run_began', {});
          return;
        case 'phase':
        case 'note':
          log.write('INFO', event.type, {message: event.text});
          return;
        case 'expected':
          keepVendors(vendors, event.steps);
          return;
        case 'reading': {
          const name = `read ${event.stream}`;
          const fields = {vendor: vendors.get(name), ...readFields(event)};
          step(name, event.done, (what) => log.write(levelOf(event), `stream_${what}`, fields));
          return;
        }
        case 'sending': {
          const name = `send ${event.model} ${event.object}`;
          const fields = {vendor: vendors.get(name), ...sendFields(event)};
          step(name, event.done, (what) => log.write(levelOf(event), `model_${what}`, fields));
          return;
        }
        case 'wait':
          if (isNewWait(event.wait, now())) log.write('INFO', 'wait', waitFields(event.wait));
          return;
        case 'asked':
        case 'answered':
          return;
      }
    },
    end: stop,
  };
}

function keepVendors(
  vendors: Map<string, string | undefined>,
  {streams, sends}: ExpectedSteps,
): void {
  for (const {stream, vendor} of streams) vendors.set(`read ${stream}`, vendor);
  for (const {model, object, vendor} of sends) vendors.set(`send ${model} ${object}`, vendor);
}

function levelOf({done}: {readonly done?: string}): LogLevel {
  return done === undefined || done === 'complete' || done === 'planned' ? 'INFO' : 'ERROR';
}

function readFields({stream, records, done}: ReadFigures): object {
  return {stream, records, ...(done !== undefined && {outcome: done})};
}

function sendFields({model, object, settled, rejected, total, done}: SendFigures): object {
  return {model, object, settled, rejected, total, ...(done !== undefined && {outcome: done})};
}

function waitFields(wait: VendorWait): object {
  const {account, vendor, why, untilMs} = wait;
  return {
    ...{vendor: account ?? vendor, reason: why, until: new Date(untilMs).toISOString()},
    ...(wait.why === 'retry' && {
      ...{status: wait.status ?? null, attempt: wait.attempt, attempts_max: wait.attemptsMax},
    }),
  };
}
