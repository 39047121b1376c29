import type {FailureKind} from '../../core/failure';
import {count, seconds} from './figures';
import {printable} from './printable';
import type {RunReport} from './report';
import type {Style} from './style';

/** The last lines of a report: every failure, how the run ended, and what to do next. */
export function endText(
  report: RunReport,
  {style, path}: {readonly style: Style; readonly path: string | undefined},
): string {
  return [
    ...report.failures.map((failure) => `${style.failure('failed:')} ${printable(failure)}`),
    headline(report, style),
    ...(path === undefined ? [] : nextSteps(report, path).map((step) => `next: ${step}`)),
  ].join('\n');
}

function headline(report: RunReport, style: Style): string {
  const after = `after ${seconds(report.duration_ms)}`;
  switch (report.outcome) {
    case 'done':
      return report.dry_run
        ? `${style.good(`dry run, done ${after}`)}: nothing was sent, the warehouse is unchanged`
        : style.good(`done ${after}`);
    case 'failed':
      return `${style.failure(`failed ${after}`)}: ${undoneText(report)}`;
    case 'bad_input':
      return `${style.failure(`ended ${after}`)}: nothing was sent`;
    case 'interrupted':
      return `${style.warning(`interrupted ${after}`)}: what was done is kept`;
  }
}

/** What part of the run was not done. */
function undoneText({streams, objects}: RunReport): string {
  const unread = streams.filter(({outcome}) => outcome !== 'complete').length;
  const unsent = objects.filter(({outcome}) => outcome !== 'complete').length;
  const parts = [
    ...(unread > 0 ? [`${unread} of ${streams.length} streams not read to the end`] : []),
    ...(unsent > 0 ? [`${unsent} of ${objects.length} models not sent to the end`] : []),
  ];
  return [...parts, 'what was done is kept'].join(', ');
}

/** Commands that help, each with its reason; those for the failure first, then for rejected rows. */
export function nextSteps(report: RunReport, path: string): readonly string[] {
  const rejected = report.objects.reduce((sum, object) => sum + object.rejected, 0);
  const rows = rejected === 1 ? '1 row is' : `${count(rejected)} rows are`;
  return [
    ...stepsAfter(report, path),
    ...(rejected > 0 && !report.dry_run
      ? [`user-sync rejected ${path} (${rows} rejected: it tells why, and what to do)`]
      : []),
    ...(rejected > 0 && report.dry_run ? [`correct what is rejected, or leave it out`] : []),
  ];
}

function stepsAfter(
  {outcome, dry_run: isDry, ...report}: RunReport,
  path: string,
): readonly string[] {
  switch (outcome) {
    case 'done':
      return isDry ? [`user-sync run ${path} (sends what is shown)`] : [];
    case 'interrupted':
      return [`user-sync run ${path} (goes on where this run stopped)`];
    case 'bad_input':
      return [`user-sync check ${path} (tells all mistakes; correct them and run again)`];
    case 'failed': {
      const kinds = KINDS.filter((kind) => report.failure_kinds.includes(kind));
      return kinds.length === 0 ? [runAgain(path)] : kinds.map((kind) => stepFor(kind, path));
    }
  }
}

/** What a person must do comes before what only takes time. */
const KINDS = ['auth', 'config', 'data', 'system', 'limited', 'transient'] as const;

function stepFor(kind: FailureKind, path: string): string {
  switch (kind) {
    case 'auth':
      return `correct the credential or its rights, then user-sync check ${path} (another run alone does not help)`;
    case 'config':
      return `correct the setting or the model, then user-sync check ${path}`;
    case 'data':
      return `correct the rows or the answer that is named above, then user-sync run ${path}`;
    case 'limited':
      return `user-sync run ${path} later (the vendor's quota is used up; the run goes on from here)`;
    case 'transient':
      return `user-sync run ${path} when the vendor answers again (nothing is to be corrected)`;
    case 'system':
      return `user-sync run ${path} --verbose; if it fails again, report it with what it prints`;
  }
}

function runAgain(path: string): string {
  return `user-sync run ${path} (goes on from here)`;
}
