import {basename} from 'node:path';
import type {
  PageAccount,
  PageChange,
  PageChanges,
  PageModel,
  PageObject,
  PageTraffic,
  RejectedColumns,
  RunPage,
} from '../../page-data/run-page';
import {jsonText} from '../../core/json-text';
import type {ObjectReport, RunReport, TrafficReport} from '../report/report';
import {type ReportedRun, RUNS_MAX} from './ended-runs';
import {maskJson, maskSentence, maskValue} from './mask-personal';
import type {RejectedKey} from './rejected-keys';
import {whatToDo} from './what-to-do';

/** All that a page is made of. */
export interface RunPageFacts extends ReportedRun {
  /** As the person named it. */
  readonly runFile: string;
  readonly version: string;
  readonly accounts: readonly PageAccount[];
  readonly models: readonly Pick<PageModel, 'model' | 'reads'>[];
  readonly rejected: readonly RejectedKey[];
  /** The oldest first. */
  readonly earlier: readonly ReportedRun[];
  readonly showValues: boolean;
}

/** Changed rows that are shown. */
const CHANGES_MAX = 10;

/** The data of a run's page; what must not be shown is not in it. */
export function runPageOf(facts: RunPageFacts): RunPage {
  const {report, showValues, runFile, accounts} = facts;
  const runs = [...facts.earlier, facts].slice(-RUNS_MAX);
  const {objects, rejected} = objectsOf(facts);
  const say = (text: string): string => (showValues ? text : maskSentence(text));
  return {
    kind: 'run',
    run: {
      ...{id: facts.id, command: 'run', run_file: basename(runFile), started: facts.started},
      ...{duration_ms: report.duration_ms, outcome: report.outcome, dry_run: report.dry_run},
      version: facts.version,
    },
    masked: !showValues,
    accounts,
    streams: report.streams.map(({failure, ...stream}) => ({
      ...stream,
      vendor: vendorOf(stream.stream),
      ...(failure !== undefined && {failure: say(failure)}),
    })),
    models: facts.models.map((model) => ({
      ...model,
      rows: report.objects.find((one) => one.model === model.model && !one.on_gone)?.rows ?? null,
    })),
    objects,
    changes: changesOf(report, showValues),
    runs: runs.map((run, index) => ({
      id: run.id ?? String(index),
      ...{started: run.started, duration_ms: run.report.duration_ms, outcome: run.report.outcome},
      sent: sum(run.report, 'written'),
      equal: sum(run.report, 'unchanged'),
      rejected: sum(run.report, 'rejected'),
    })),
    traffic: trafficOf(runs.map((run) => run.report.traffic)),
    failures: report.failures.map(say),
    notes: report.notes.map(say),
    commands: commandsOf(report, runFile),
    rejected,
  };
}

/** Streams are named after the section of their vendor. */
function vendorOf(stream: string): string {
  const [, section = stream] = /^([a-z]+(?:_scim)?)_/.exec(stream) ?? [];
  return section;
}

function sum(report: RunReport, field: 'written' | 'unchanged' | 'rejected'): number {
  return report.objects.reduce((total, object) => total + object[field], 0);
}

/** Objects with their reasons, and the rejected rows by the reasons' numbers. */
function objectsOf({report, rejected: keys, showValues}: RunPageFacts): {
  readonly objects: readonly PageObject[];
  readonly rejected: RejectedColumns;
} {
  const columns = {reason: [] as number[], key: [] as string[], first_seen: [] as string[]};
  let reasons = 0;
  const groups = groupKeys(keys);
  const objects = report.objects.map((object): PageObject => {
    const say = (text: string): string => (showValues ? text : maskSentence(text));
    return {
      ...figuresOf(object),
      ...(object.failure !== undefined && {failure: say(object.failure)}),
      remarks: [...object.remarks, ...driftRemarks(object, showValues)].map(say),
      reasons: object.rejections.map(({reason, message, count, keys: examples}) => {
        const number = (reasons += 1);
        const known = groups.get(nameOf(object, reason, message)) ?? [];
        const rows = known.length > 0 ? known : examples.map((key) => ({key, time: ''}));
        for (const {key, time} of rows) {
          columns.reason.push(number);
          columns.key.push(showValues ? key : maskValue(key));
          columns.first_seen.push(time);
        }
        const sentence = showValues ? message : maskSentence(message, examples);
        return {reason, sentence, what_to_do: whatToDo(reason), count, number};
      }),
    };
  });
  const all = sum(report, 'rejected');
  return {objects, rejected: {...columns, more: Math.max(0, all - columns.key.length)}};
}

function figuresOf(object: ObjectReport): Omit<PageObject, 'reasons' | 'remarks' | 'failure'> {
  return {
    model: object.model,
    object: object.object,
    ...(object.on_gone && {on_gone: object.on_gone}),
    outcome: object.outcome,
    rows: object.rows,
    new: object.new,
    changed: object.changed,
    sent: object.written,
    equal: object.unchanged,
    rejected: object.rejected,
    left_model: object.gone,
    not_tried: object.not_tried,
    left_for_later: object.left_for_later,
    drifted: object.drifted,
    ...(object.plan?.costs && {costs: object.plan.costs}),
  };
}

function driftRemarks({drift_examples: examples}: ObjectReport, showValues: boolean) {
  if (!examples || !showValues) return [];
  return examples.map((example) => `Changed elsewhere: ${example}`);
}

function nameOf(object: {readonly model: string; readonly object: string}, ...of: string[]) {
  return JSON.stringify([object.object, object.model, ...of]);
}

function groupKeys(keys: readonly RejectedKey[]): ReadonlyMap<string, readonly RejectedKey[]> {
  const groups = new Map<string, RejectedKey[]>();
  for (const key of keys) {
    const name = nameOf(key, key.reason, key.message);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [key]);
    else group.push(key);
  }
  return groups;
}

/** A dry run has compared with the vendor and knows the values; otherwise only numbers are known. */
function changesOf(report: RunReport, showValues: boolean): PageChanges {
  const all = report.objects.reduce((total, object) => total + object.new + object.changed, 0);
  const show = showValues ? jsonText : maskJson;
  const rows = report.objects.flatMap(({object, plan}) =>
    (plan?.records ?? []).flatMap((record): readonly PageChange[] => {
      if (record.status === 'rejected') return [];
      return [
        {
          object,
          key: showValues ? record.key : maskValue(record.key),
          status: record.status === 'create' ? 'new' : 'changed',
          fields: record.changes.map(({field, from, to}) => ({
            field,
            before: from === undefined ? null : show(from),
            after: to === undefined ? null : show(to),
          })),
        },
      ];
    }),
  );
  const shown = rows.slice(0, CHANGES_MAX);
  return {all, rows: shown, values: report.dry_run && shown.length > 0 ? 'whole' : 'none'};
}

function trafficOf(runs: readonly (readonly TrafficReport[])[]): readonly PageTraffic[] {
  const places = new Map(
    runs.toReversed().flatMap((traffic) => traffic.map((one) => [placeOf(one), one] as const)),
  );
  return [...places].map(([place, {vendor, side}]) => ({
    ...{vendor, side},
    runs: runs.map((traffic) => {
      const found = traffic.find((one) => placeOf(one) === place);
      if (found === undefined) return null;
      const {requests, retries, waited_ms: waitedMs} = found;
      return {requests, retries, waited_ms: waitedMs};
    }),
  }));
}

function placeOf({vendor, side}: TrafficReport): string {
  return `${side} ${vendor}`;
}

function commandsOf(report: RunReport, runFile: string): RunPage['commands'] {
  const file = /^[\w./-]+$/.test(runFile)
    ? runFile
    : `'${runFile.replaceAll("'", String.raw`'\''`)}'`;
  const rejected = sum(report, 'rejected') > 0;
  const again =
    report.outcome === 'done' && !report.dry_run
      ? 'Send what changes from now on'
      : 'Run again: what is done stays done';
  return [
    ...(report.dry_run
      ? [{what: 'Send what this dry run shows', command: `user-sync run ${file}`}]
      : []),
    ...(rejected && !report.dry_run
      ? [{what: 'See all rejected rows, and what to do', command: `user-sync rejected ${file}`}]
      : []),
    ...(report.dry_run ? [] : [{what: again, command: `user-sync run ${file}`}]),
    {
      what: 'See what a run would send, field by field, without sending it',
      command: `user-sync run ${file} --dry-run --report plan.html`,
    },
    {
      what: 'Compare what was sent with what the vendors hold now',
      command: `user-sync run ${file} --verify`,
    },
  ];
}
