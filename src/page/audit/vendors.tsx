import type {VendorFigures} from '../../page-data/audit-page';
import {Bars} from '../parts/bars';
import {count, vendorName} from '../parts/format';
import {Empty} from '../parts/section';

/** Accounts at each vendor, now and over the audits. */
export function Vendors({vendors}: {readonly vendors: readonly VendorFigures[]}) {
  if (vendors.length === 0) return <Empty>No vendor was read.</Empty>;
  const over = vendors.some(({over_time: times}) => times.length > 1);
  return (
    <>
      <div class="wide" tabIndex={0} role="region" aria-label="Accounts at each vendor">
        <table class="rows">
          <thead>
            <tr>
              <th scope="col">Vendor</th>
              <th scope="col">Active</th>
              {over && <th scope="col">over time</th>}
              <th scope="col">Invited</th>
              <th scope="col">Disabled</th>
              <th scope="col">Admins</th>
              {over && <th scope="col">over time</th>}
            </tr>
          </thead>
          <tbody>
            {vendors.map(({vendor, active, invited, disabled, admins, over_time: times}) => (
              <tr key={vendor}>
                <th scope="row">{vendorName(vendor)}</th>
                <td class="number">{count(active)}</td>
                {over && (
                  <td>
                    <Bars
                      values={times.map((one) => one.active)}
                      say={count}
                      name="Active"
                      times="audits"
                    />
                  </td>
                )}
                <td class={invited > 0 ? 'number' : 'number zero'}>{count(invited)}</td>
                <td class={disabled > 0 ? 'number' : 'number zero'}>{count(disabled)}</td>
                <td class={admins > 0 ? 'number' : 'number zero'}>{count(admins)}</td>
                {over && (
                  <td>
                    <Bars
                      values={times.map((one) => one.admins)}
                      say={count}
                      name="Admins"
                      times="audits"
                    />
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {!over && <p class="aside">Figures over time stand here from the second audit on.</p>}
    </>
  );
}
