import {basename} from 'node:path';
import type {FailureKind} from '../../core/failure';
import {exitCodeOf} from '../commands/exit-codes';
import {nextSteps} from '../report/end-text';
import {count, seconds} from '../report/figures';
import type {RunOutcome, RunReport} from '../report/report';

/** Why a webhook is told. */
export type Occasion = 'failure' | 'recovery' | 'end';

/** A run that has ended, also one that ended before it had a report. */
export interface EndedRun {
  readonly outcome: RunOutcome;
  readonly kinds: readonly FailureKind[];
  readonly durationMs: number;
  readonly report: RunReport | undefined;
}

/** What a webhook is told of a run, as JSON: counts and names, no record and no vendor's words. */
interface RunNews {
  readonly event: Occasion;
  readonly outcome: RunOutcome;
  readonly exit_code: number;
  /** The file's name, without its folder. */
  readonly run_file: string;
  readonly run_id: string | null;
  readonly ended: string;
  readonly duration_ms: number;
  readonly failure_kinds: readonly FailureKind[];
  readonly streams: readonly object[];
  readonly objects: readonly object[];
  /** Commands that help. */
  readonly next: readonly string[];
}

/** The news of a run. Sentences stay away: vendors repeat values in them. */
export function newsOf(
  {outcome, kinds, durationMs, report}: EndedRun,
  {event, path, endMs}: {readonly event: Occasion; readonly path: string; readonly endMs: number},
): RunNews {
  return {
    ...{event, outcome, exit_code: exitCodeOf(outcome), run_file: basename(path)},
    ...{run_id: report?.run_id ?? null, ended: new Date(endMs).toISOString()},
    ...{duration_ms: durationMs, failure_kinds: kinds},
    streams: (report?.streams ?? []).map(({stream, outcome: ended, read, changed, deleted}) => ({
      ...{stream, outcome: ended, read, changed, deleted},
    })),
    objects: (report?.objects ?? []).map((object) => ({
      ...{model: object.model, object: object.object, outcome: object.outcome, rows: object.rows},
      ...{new: object.new, changed: object.changed, sent: object.written},
      ...{equal: object.unchanged, rejected: object.rejected, left_model: object.gone},
      rejected_by_reason: object.rejected_by_reason,
    })),
    next: report === undefined ? [`user-sync check ${path}`] : nextSteps(report, path),
  };
}

/** The same for people, in the form that Slack and what imitates it understand. */
export function slackText(news: RunNews, {report}: EndedRun): string {
  const head = `*user-sync: ${HEADS[news.event](news.outcome)}* ${news.run_file}, after ${seconds(news.duration_ms)}`;
  const failed = (report?.streams ?? []).filter(({outcome}) => outcome !== 'complete');
  const unsent = (report?.objects ?? []).filter(({outcome}) => outcome !== 'complete');
  const sum = (of: 'written' | 'rejected'): number =>
    (report?.objects ?? []).reduce((total, object) => total + object[of], 0);
  const lines = [
    head,
    ...(news.failure_kinds.length > 0 ? [`why: ${news.failure_kinds.join(', ')}`] : []),
    ...(failed.length > 0
      ? [`not read to the end: ${failed.map(({stream}) => stream).join(', ')}`]
      : []),
    ...(unsent.length > 0
      ? [
          `not sent to the end: ${unsent.map(({model, object}) => `${model} → ${object}`).join(', ')}`,
        ]
      : []),
    ...(report ? [`${count(sum('written'))} sent, ${count(sum('rejected'))} rejected`] : []),
    ...news.next.map((step) => `next: ${step}`),
  ];
  return lines.map(escaped).join('\n');
}

const HEADS: Readonly<Record<Occasion, (outcome: RunOutcome) => string>> = {
  failure: (outcome) => (outcome === 'bad_input' ? 'wrong settings' : 'failed'),
  recovery: () => 'works again',
  end: (outcome) => outcome.replaceAll('_', ' '),
};

/** The three signs that Slack reads as more than text. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
