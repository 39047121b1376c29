import {formatReport} from '../../../src/runner/report/format-report';
import type {RunOutcome, RunReport} from '../../../src/runner/report/report';

function report(outcome: RunOutcome, dryRun = false): RunReport {
  return {
    run_id: '20261128-031617-4f2a',
    outcome,
    dry_run: dryRun,
    duration_ms: 1_140,
    streams: [],
    objects: [],
    traffic: [],
    notes: [],
    failures: [],
    failure_kinds: [],
  };
}

describe('the last line of a report', () => {
  it.each<[RunOutcome, boolean, string]>([
    ['done', false, 'done after 1.1 s\n'],
    ['done', true, 'dry run, done after 1.1 s: nothing was written, the warehouse is unchanged\n'],
    ['failed', false, 'failed in part after 1.1 s; saved data is kept, run again to continue\n'],
    ['interrupted', false, 'interrupted after 1.1 s; run again to continue\n'],
    ['bad_input', false, 'not sent; ended after 1.1 s\n'],
  ])('says how a run ended that was %s (dry run: %s), and only then what to do', (...given) => {
    const [outcome, dryRun, line] = given;
    expect(formatReport(report(outcome, dryRun))).toBe(line);
  });
});
