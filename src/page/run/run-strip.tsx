import type {PagePastRun} from '../../page-data/run-page';
import {count, duration, time, title} from '../parts/format';
import {Empty} from '../parts/section';

/** Earlier runs as a strip: the height is the number of rows sent, the colour the outcome. */
export function RunStrip({runs}: {readonly runs: readonly PagePastRun[]}) {
  if (runs.length === 0) {
    return <Empty>The warehouse knows no earlier run yet. Each run adds itself here.</Empty>;
  }
  const most = Math.max(...runs.map(({sent}) => sent), 1);
  const good = runs.filter(({outcome}) => outcome === 'done').length;
  return (
    <>
      <p class="aside">
        {count(good)} of {count(runs.length)} ended well. A bar’s height is the number of rows sent;
        its colour and mark say how the run ended.
      </p>
      <ol class="strip" aria-hidden="true">
        {runs.map((run, index) => (
          <li key={run.id} class={index === runs.length - 1 ? 'current' : ''} title={labelOf(run)}>
            <span
              class={`column ${lookOf(run.outcome)}`}
              style={{height: `${Math.max((100 * Math.sqrt(run.sent)) / Math.sqrt(most), 4)}%`}}
            />
            <span class={`mark ${lookOf(run.outcome)}`}>{markOf(run.outcome)}</span>
          </li>
        ))}
      </ol>
      <details>
        <summary>The same as a table</summary>
        <div class="wide" tabIndex={0} role="region" aria-label="Earlier runs as a table">
          <table class="rows">
            <thead>
              <tr>
                <th scope="col">Started</th>
                <th scope="col">Outcome</th>
                <th scope="col">Took</th>
                <th scope="col">Sent</th>
                <th scope="col">Equal</th>
                <th scope="col">Rejected</th>
              </tr>
            </thead>
            <tbody>
              {runs.toReversed().map((run) => (
                <tr key={run.id}>
                  <td class="when">{time(run.started)}</td>
                  <td>{title(run.outcome)}</td>
                  <td class="number">
                    {run.duration_ms === null ? '' : duration(run.duration_ms)}
                  </td>
                  <td class="number">{count(run.sent)}</td>
                  <td class="number">{count(run.equal)}</td>
                  <td class="number">{count(run.rejected)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </>
  );
}

function labelOf({started, outcome, sent, rejected}: PagePastRun): string {
  return `${time(started)}: ${title(outcome)}, ${count(sent)} sent, ${count(rejected)} rejected`;
}

function lookOf(outcome: string): string {
  if (outcome === 'done') return 'good';
  return outcome === 'failed' || outcome === 'bad_input' ? 'bad' : 'warn';
}

function markOf(outcome: string): string {
  if (outcome === 'done') return '✓';
  return outcome === 'failed' || outcome === 'bad_input' ? '✕' : '–';
}
