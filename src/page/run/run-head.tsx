import type {PageOutcome} from '../../page-data/run-page';
import {count, counted, duration, time, vendorName} from '../parts/format';
import type {RunMain} from '../parts/read-data';
import {Value} from '../parts/value';

const OUTCOMES: Readonly<Record<PageOutcome, readonly [word: string, look: string]>> = {
  done: ['Done', 'good'],
  failed: ['Failed in part', 'bad'],
  bad_input: ['Not sent', 'bad'],
  interrupted: ['Interrupted', 'warn'],
  not_finished: ['Not finished', 'warn'],
};

/** Outcome, accounts, start and duration, and the sentence that says it all. */
export function RunHead({page}: {readonly page: RunMain}) {
  const {run, accounts} = page;
  const [word, look] = OUTCOMES[run.outcome];
  return (
    <header>
      <p class="kind">{run.dry_run ? 'Dry run' : 'Run report'}</p>
      <h1>
        <Value text={run.run_file} /> <span class={`outcome ${look}`}>{word}</span>
      </h1>
      <p class="summary">{summaryOf(page)}</p>
      <dl class="facts">
        <Fact name="Started" value={run.started === null ? 'not known' : time(run.started)} />
        <Fact
          name="Took"
          value={run.duration_ms === null ? 'not known' : duration(run.duration_ms)}
        />
        {accounts.map(({side, vendor, name}) => (
          <Fact
            key={`${side} ${vendor}`}
            name={`${vendorName(vendor)}, ${side === 'source' ? 'read' : 'written'}`}
            value={name ?? 'tells no name'}
          />
        ))}
        {run.id !== null && <Fact name="Run" value={run.id} />}
      </dl>
    </header>
  );
}

function Fact({name, value}: {readonly name: string; readonly value: string}) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <Value text={value} />
      </dd>
    </div>
  );
}

function summaryOf({run, objects}: RunMain): string {
  const sum = (name: 'sent' | 'equal' | 'rejected' | 'left_model' | 'not_tried'): number =>
    objects.reduce((total, object) => total + object[name], 0);
  const [sent, rejected, left, open] = [
    sum('sent'),
    sum('rejected'),
    sum('left_model'),
    sum('not_tried'),
  ];
  if (objects.length === 0) return 'No model was sent to any object.';
  const all = sent + rejected + open === 0;
  if (all && left === 0) {
    return `Nothing had to be sent: ${counted(sum('equal'), 'row was', 'rows were')} equal to what was sent before.`;
  }
  const would = run.dry_run ? 'would be ' : '';
  const parts = [
    `${counted(sent, 'row')} ${would}sent`,
    `${count(sum('equal'))} equal`,
    ...(rejected > 0 ? [`${count(rejected)} ${would}rejected`] : []),
    ...(left > 0 ? [`${count(left)} left the model`] : []),
    ...(open > 0 ? [`${count(open)} not tried`] : []),
  ];
  return `${parts.join(', ')}.`;
}
