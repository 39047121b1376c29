import {formatAudit} from '../../../src/runner/audit/format-audit';

const FIGURES = {
  ...{people: 1, accounts: 2, links: 1, clusters: 2},
  findings: [
    {rule: 'last_admin', severity: 'medium', state: 'new', count: 1},
    {rule: 'last_admin', severity: 'medium', state: 'known', count: 1200},
    {rule: 'old_alarm', severity: 'low', state: 'resolved', count: 3},
  ],
} as const;
const LEFT_OUT = {
  left_out: [
    {rule: 'leaver_with_access', reason: 'The run file names no people.roster.'},
    {rule: 'unknown_account', reason: 'The run file names no people.roster.'},
  ],
  notes: [],
};

describe('The answer of an audit on a terminal', () => {
  it('has a head over each column, says once why rules were left out, and what comes next', () => {
    const text = formatAudit(FIGURES, LEFT_OUT, {path: 'run.yaml', width: 80, hasPage: false});
    expect(text).toBe(`1 person with 2 accounts; 1 link, 2 groups of accounts to review.
1,201 findings (1 new); 0 accepted, 3 resolved.

severity  finding      open  new
medium    last_admin  1,201    1

Left out: leaver_with_access, unknown_account. The run file names no people.roster.
next: user-sync people review run.yaml (groups that wait for you)
next: user-sync audit run.yaml --no-read -o audit.html (who, why, and what to do)
`);
  });

  it('names the page no more when it was written', () => {
    const text = formatAudit(FIGURES, LEFT_OUT, {path: 'run.yaml', width: 80, hasPage: true});
    expect(text).not.toContain('audit.html');
  });
});
