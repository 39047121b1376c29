import {createObjectTally} from '../../../src/runner/report/object-tally';
import {formatPlan} from '../../../src/runner/report/format-plan';
import type {ObjectSummary} from '../../../src/write/session/session';

const delta = {model: 'people', object: 'crm_people', rows: 2, candidates: 2, faulty: 0};
const summary: ObjectSummary = {
  object: 'crm_people',
  received: 2,
  written: 2,
  created: 0,
  unchanged: 0,
  merged: 0,
  rejected: 0,
  rejectedByReason: {},
  rejections: [],
  remarks: [],
  notTried: 0,
  batches: 2,
};

function planned(object: ObjectSummary): string {
  const tally = createObjectTally({delta, dryRun: true, gone: 0});
  const report = tally.report({summary: {objects: [object]}, failure: undefined});
  return formatPlan({
    run_id: 'r',
    outcome: 'done',
    dry_run: true,
    duration_ms: 1,
    objects: [report],
    ...{streams: [], traffic: [], notes: [], failures: [], failure_kinds: []},
  });
}

describe('the plan of a dry run', () => {
  it('says what its writes need, where the writer tells it', () => {
    const costs = {calls: 3, mails: 1, seats: 2, removals: 0};
    expect(planned({...summary, costs}).split('\n')[1]).toBe(
      '  it would need 3 calls, 1 mail, 2 paid seats, 0 removals',
    );
    expect(planned(summary)).not.toContain('would need');
  });
});
