import type {RunOutcome, RunReport} from './report';

/** What a monitoring system is told of a run. */
export interface RunMetrics {
  /** Absolute path of the run file: tells the series of several run files on one machine apart. */
  readonly file: string;
  /** Hides secrets; used on the values of labels, because numbers must stay what they are. */
  readonly mask: (text: string) => string;
  readonly outcome: RunOutcome;
  readonly exitCode: number;
  readonly dryRun: boolean;
  /** Epoch milliseconds. */
  readonly endMs: number;
  readonly durationMs: number;
  /** Epoch milliseconds of the end of the last run that did its work; undefined: none did, or it is not known. */
  readonly lastSuccessMs: number | undefined;
  /** Absent when the run ended before it had figures. */
  readonly report?: Pick<RunReport, 'streams' | 'objects' | 'traffic'>;
}

type Labels = Readonly<Record<string, string>>;

interface Family {
  readonly name: string;
  readonly help: string;
  readonly samples: readonly (readonly [Labels, number])[];
}

/** Every file of metrics begins so; what begins otherwise was not written by this program. */
export const METRICS_START = '# TYPE user_sync_';

const LAST_SUCCESS = 'user_sync_last_success_timestamp_seconds';

const OUTCOMES: readonly RunOutcome[] = ['done', 'failed', 'bad_input', 'interrupted'];

/**
 * A run in OpenMetrics text. All are gauges, because each says what the last run did; the text is also
 * valid in the older Prometheus format, which node_exporter's textfile collector reads.
 * Source: https://prometheus.io/docs/specs/om/open_metrics_spec/
 */
export function metricsText(metrics: RunMetrics): string {
  const text = [...runFamilies(metrics), ...reportFamilies(metrics.report)]
    .filter(({samples}) => samples.length > 0)
    .map((family) => familyText(family, metrics))
    .join('');
  return `${text}# EOF\n`;
}

/** When the last run ended well, as an earlier text says it, in epoch milliseconds. */
export function lastSuccessIn(text: string): number | undefined {
  const line = text.split('\n').find((one) => one.startsWith(`${LAST_SUCCESS}{`));
  const seconds = Number(line?.slice(line.lastIndexOf(' ') + 1));
  return Number.isFinite(seconds) ? seconds * 1000 : undefined;
}

function runFamilies(metrics: RunMetrics): readonly Family[] {
  const {outcome, exitCode, dryRun, endMs, durationMs, lastSuccessMs} = metrics;
  return [
    {
      name: 'user_sync_run_end_timestamp_seconds',
      help: 'When the last run ended.',
      samples: [[{}, endMs / 1000]],
    },
    {
      name: LAST_SUCCESS,
      help: 'When a run last ended with exit code 0; dry runs do not count.',
      samples: lastSuccessMs === undefined ? [] : [[{}, lastSuccessMs / 1000]],
    },
    {
      name: 'user_sync_run_duration_seconds',
      help: 'How long the last run took.',
      samples: [[{}, durationMs / 1000]],
    },
    {
      name: 'user_sync_run_exit_code',
      help: 'Exit code of the last run.',
      samples: [[{}, exitCode]],
    },
    {
      name: 'user_sync_run_outcome',
      help: '1 for the outcome of the last run, 0 for the others.',
      samples: OUTCOMES.map((one) => [{outcome: one}, Number(one === outcome)]),
    },
    {
      name: 'user_sync_run_dry_run',
      help: '1 when the last run was a dry run: what its rows count was not done.',
      samples: [[{}, Number(dryRun)]],
    },
  ];
}

function reportFamilies(report: RunMetrics['report']): readonly Family[] {
  const {streams = [], objects = [], traffic = []} = report ?? {};
  const ends = traffic.map((one) => [{vendor: one.vendor, side: one.side}, one] as const);
  return [
    {
      name: 'user_sync_stream_rows',
      help: 'Rows of a stream: read, and of those changed or deleted since the run before.',
      samples: streams.flatMap(({stream, read, changed, deleted}) =>
        spread({stream}, 'count', {read, changed, deleted}),
      ),
    },
    {
      name: 'user_sync_stream_failed',
      help: '1 when a stream was not read completely.',
      samples: streams.map(({stream, outcome}) => [{stream}, Number(outcome === 'failed')]),
    },
    {
      name: 'user_sync_object_rows',
      help: 'Rows of a model for an object, by outcome.',
      samples: objects.flatMap((one) =>
        spread(placeOf(one), 'outcome', {
          sent: one.written,
          equal: one.unchanged,
          rejected: one.rejected,
          not_tried: one.not_tried,
          left_for_later: one.left_for_later,
        }),
      ),
    },
    {
      name: 'user_sync_object_failed',
      help: '1 when a model was not sent completely.',
      samples: objects.map((one) => [placeOf(one), Number(one.outcome !== 'complete')]),
    },
    {
      name: 'user_sync_vendor_requests',
      help: 'Requests of the last run to a vendor, with repeated ones.',
      samples: ends.map(([labels, {requests}]) => [labels, requests]),
    },
    {
      name: 'user_sync_vendor_retries',
      help: 'Requests that were repeated.',
      samples: ends.map(([labels, {retries}]) => [labels, retries]),
    },
    {
      name: 'user_sync_vendor_wait_seconds',
      help: 'How long the last run waited for limits of a vendor and before repeated requests.',
      samples: ends.map(([labels, {waited_ms: waitedMs}]) => [labels, waitedMs / 1000]),
    },
  ];
}

function placeOf({model, object, on_gone: onGone}: RunReport['objects'][number]): Labels {
  return {model, object, ...(onGone !== undefined && {on_gone: onGone})};
}

function spread(labels: Labels, name: string, counts: Readonly<Record<string, number>>): Samples {
  return Object.entries(counts).map(([value, count]) => [{...labels, [name]: value}, count]);
}

type Samples = Family['samples'];

function familyText(
  {name, help, samples}: Family,
  {file, mask}: Pick<RunMetrics, 'file' | 'mask'>,
): string {
  const unit = name.endsWith('_seconds') ? `# UNIT ${name} seconds\n` : '';
  // One line for each set of labels: a second one would make a reader refuse the whole file.
  const lines = new Map<string, number>();
  for (const [labels, value] of samples) {
    const series = labelText({file, ...labels}, mask);
    lines.set(series, (lines.get(series) ?? 0) + value);
  }
  const text = [...lines].map(([series, value]) => `${name}{${series}} ${value}\n`).join('');
  return `# TYPE ${name} gauge\n${unit}# HELP ${name} ${help}\n${text}`;
}

function labelText(labels: Labels, mask: RunMetrics['mask']): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${escaped(mask(value))}"`)
    .join(',');
}

function escaped(value: string): string {
  return value.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n');
}
