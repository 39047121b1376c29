import type {PageTraffic} from '../../page-data/run-page';
import {count, duration, vendorName} from '../parts/format';
import {Bars} from '../parts/bars';
import type {RunMain} from '../parts/read-data';
import {Empty} from '../parts/section';

/** Requests, retries and waits of each vendor: this run in numbers, the last runs as bars. */
export function TrafficTable({page}: {readonly page: RunMain}) {
  if (page.traffic.length === 0) return <Empty>No vendor was asked for anything.</Empty>;
  const over = page.runs.length > 1;
  return (
    <div class="wide" tabIndex={0} role="region" aria-label="Requests to each vendor">
      <table class="rows traffic">
        <thead>
          <tr>
            <th scope="col">Vendor</th>
            <th scope="col">Requests</th>
            {over && <th scope="col">over time</th>}
            <th scope="col">Retries</th>
            <th scope="col">Waited</th>
            {over && <th scope="col">over time</th>}
          </tr>
        </thead>
        <tbody>
          {page.traffic.map((traffic) => (
            <Row key={`${traffic.side} ${traffic.vendor}`} {...{traffic, over}} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({traffic, over}: {readonly traffic: PageTraffic; readonly over: boolean}) {
  const {vendor, side, runs} = traffic;
  const last = runs.at(-1) ?? {requests: 0, retries: 0, waited_ms: 0};
  return (
    <tr>
      <th scope="row">
        {vendorName(vendor)} <span class="aside">{side === 'source' ? 'read' : 'written'}</span>
      </th>
      <td class="number">{count(last.requests)}</td>
      {over && (
        <td>
          <Bars values={runs.map((run) => run?.requests ?? 0)} say={count} name="Requests" />
        </td>
      )}
      <td class={last.retries > 0 ? 'number some' : 'number zero'}>{count(last.retries)}</td>
      <td class={last.waited_ms > 0 ? 'number' : 'number zero'}>{duration(last.waited_ms)}</td>
      {over && (
        <td>
          <Bars values={runs.map((run) => run?.waited_ms ?? 0)} say={duration} name="Waited" />
        </td>
      )}
    </tr>
  );
}
