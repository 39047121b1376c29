import {mistakesFailure} from '../../core/refusal';
import type {Mistake} from '../../core/mistake';
import type {FillCell} from '../people-settings';
import type {CsvRow} from './read-csv';
import {readCsv} from './read-csv';

/** A line of decisions.csv. */
export interface Decision {
  readonly line: number;
  readonly decision: 'same' | 'not_same' | 'accept';
  readonly left: Side;
  readonly right: Side;
  /** Of an acceptance: the finding's id, and the last day on which it holds (YYYY-MM-DD). */
  readonly finding: string;
  readonly until: string;
  readonly reason: string;
}

interface Side {
  readonly vendor: string;
  readonly account: string;
}

const COLUMNS = ['decision', 'left_vendor', 'left_account', 'right_vendor', 'right_account'];

/** @throws Failure `config` with file and line of every mistake, and of decisions that contradict each other. */
export function readDecisions(path: string, fill?: FillCell): readonly Decision[] {
  const mistakes: Mistake[] = [];
  const decisions = readCsv(path, 'file of decisions', {required: COLUMNS, fill}).flatMap((row) => {
    const read = decisionOf(row);
    if (typeof read !== 'string') return [read];
    mistakes.push({file: path, line: row.line, place: [], sentence: read});
    return [];
  });
  mistakes.push(...contradictions(decisions).map((mistake) => ({...mistake, file: path})));
  if (mistakes.length > 0) throw mistakesFailure(mistakes);
  return decisions;
}

function decisionOf({line, cells}: CsvRow): Decision | string {
  const cell = (name: string): string => cells[name] ?? '';
  const decision = cell('decision');
  const left = {vendor: cell('left_vendor'), account: cell('left_account')};
  const right = {vendor: cell('right_vendor'), account: cell('right_account')};
  const [finding, until, reason] = [cell('finding'), cell('until'), cell('reason')];
  const rest = {line, left, right, finding, until, reason};
  switch (decision) {
    case 'same':
    case 'not_same': {
      const ids = [left.vendor, left.account, right.vendor, right.account];
      if (ids.includes('')) return `${decision} needs vendor and account of both sides.`;
      if (left.vendor === right.vendor && left.account === right.account) {
        return `${decision} names one account twice. Give two different accounts.`;
      }
      return {decision, ...rest};
    }
    case 'accept':
      if (finding === '') return 'accept needs the id of a finding in the column finding.';
      if (!isDay(until)) {
        return 'accept needs a day in the column until, as in 2027-03-31: acceptances end.';
      }
      return {decision, ...rest};
    default:
      return `the decision is "${decision}". Write same, not_same or accept.`;
  }
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
}

/** A not_same between accounts that other lines make one, in however many steps. */
function contradictions(decisions: readonly Decision[]): readonly Mistake[] {
  const group = new Map<string, string>();
  const rootOf = (subject: string): string => {
    let root = subject;
    for (let up = group.get(root); up !== undefined; up = group.get(root)) root = up;
    return root;
  };
  for (const {decision, left, right} of decisions) {
    if (decision !== 'same') continue;
    const [one, other] = [rootOf(subjectOf(left)), rootOf(subjectOf(right))];
    if (one !== other) group.set(one, other);
  }
  return decisions
    .filter(({decision}) => decision === 'not_same')
    .filter(({left, right}) => rootOf(subjectOf(left)) === rootOf(subjectOf(right)))
    .map(({line}) => ({
      ...{line, place: []},
      sentence: 'not_same contradicts lines that say same of these accounts. Remove one of them.',
    }));
}

function subjectOf({vendor, account}: Side): string {
  return `${vendor}:${account}`;
}
