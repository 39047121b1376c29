import {useState} from 'preact/hooks';
import type {PageCosts, PageObject, PageReason} from '../../page-data/run-page';
import {count, counted, time, objectName, title} from '../parts/format';
import {Paged} from '../parts/paged';
import {readPart} from '../parts/read-data';
import {Empty} from '../parts/section';
import {ShareBar} from '../parts/share-bar';
import {Value} from '../parts/value';

/** One card for each model on its way to an object. */
export function ObjectCards({
  objects,
  dryRun,
}: {
  readonly objects: readonly PageObject[];
  readonly dryRun: boolean;
}) {
  if (objects.length === 0) {
    return (
      <Empty>This run file sends no model anywhere yet. A model needs a mapping to be sent.</Empty>
    );
  }
  return (
    <div class="cards">
      {objects.map((object) => (
        <ObjectCard
          key={`${object.model} ${object.object} ${object.on_gone ?? ''}`}
          {...{object, dryRun}}
        />
      ))}
    </div>
  );
}

function ObjectCard({object, dryRun}: {readonly object: PageObject; readonly dryRun: boolean}) {
  const {model, on_gone: onGone, outcome, failure, remarks, reasons} = object;
  const most = Math.max(...reasons.map((reason) => reason.count), 1);
  return (
    <article class="card">
      <div class="card-head">
        <h3>
          {objectName(object.object)}
          {outcome !== 'complete' && (
            <span class="outcome bad">{outcome === 'failed' ? 'Failed' : 'Skipped'}</span>
          )}
        </h3>
        <p class="aside">
          {onGone === undefined ? 'from model ' : `keys that left (${onGone}), from model `}
          <Value text={model} code />, {counted(object.rows, 'row')}
        </p>
      </div>
      {failure !== undefined && (
        <p class="failure">
          <Value text={failure} />
        </p>
      )}
      <ShareBar shares={sharesOf(object, dryRun)} />
      <p class="aside">{detailOf(object)}</p>
      {object.costs !== undefined && <p class="aside">{costsOf(object.costs)}</p>}
      {remarks.map((remark) => (
        <p key={remark} class="note">
          <Value text={remark} />
        </p>
      ))}
      {reasons.length > 0 && (
        <div class="reasons">
          <h4>{dryRun ? 'Would be rejected' : 'Rejected'}, by reason</h4>
          {reasons.map((reason) => (
            <Reason key={reason.number} {...{reason, most}} />
          ))}
        </div>
      )}
    </article>
  );
}

function sharesOf(object: PageObject, dryRun: boolean) {
  const open = object.not_tried + object.left_for_later;
  return [
    {name: dryRun ? 'would be sent' : 'sent', value: object.sent, colour: 'sent'},
    {name: 'equal', value: object.equal, colour: 'equal'},
    {name: 'rejected', value: object.rejected, colour: 'rejected'},
    ...(open > 0 ? [{name: 'not tried', value: open, colour: 'open'} as const] : []),
  ] as const;
}

function detailOf(object: PageObject): string {
  const parts = [
    `${count(object.new)} new`,
    `${count(object.changed)} changed`,
    `${count(object.left_model)} left the model`,
    ...(object.left_for_later > 0 ? [`${count(object.left_for_later)} left for a later run`] : []),
    ...(object.drifted > 0 ? [`${count(object.drifted)} changed elsewhere`] : []),
  ];
  return parts.join(' · ');
}

function costsOf({calls, mails, seats, removals}: PageCosts): string {
  const parts = [
    counted(calls, 'call'),
    counted(mails, 'mail'),
    counted(seats, 'paid seat'),
    counted(removals, 'removal'),
  ];
  return `Would need ${parts.join(', ')}`;
}

function Reason({reason, most}: {readonly reason: PageReason; readonly most: number}) {
  const [open, setOpen] = useState(false);
  return (
    <details class="reason" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <span class="reason-name">{title(reason.reason)}</span>
        <span class="reason-count">{count(reason.count)}</span>
        <span class="reason-bar" aria-hidden="true">
          <span
            class="fill rejected"
            style={{width: `${Math.max((100 * reason.count) / most, 1)}%`}}
          />
        </span>
      </summary>
      <p>
        <Value text={reason.sentence} />
      </p>
      <p class="todo">
        <strong>What to do:</strong> {reason.what_to_do}
      </p>
      {open && <RejectedKeys number={reason.number} count={reason.count} />}
    </details>
  );
}

function RejectedKeys(which: {readonly number: number; readonly count: number}) {
  const {reason, key, first_seen: firstSeen} = readPart('rejected');
  const places = reason.flatMap((number, place) => (number === which.number ? [place] : []));
  if (places.length === 0) return <Empty>The keys of these rows were not kept.</Empty>;
  const missing = which.count - places.length;
  return (
    <>
      <Paged places={places} label="rejected keys">
        {(shown) => (
          <table class="rows">
            <thead>
              <tr>
                <th scope="col">Key</th>
                <th scope="col">Rejected at</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((place) => (
                <tr key={place}>
                  <td>
                    <Value text={key[place] ?? ''} code />
                  </td>
                  <td class="when">{time(firstSeen[place] ?? '')}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Paged>
      {missing > 0 && <p class="aside">{counted(missing, 'more row')}, not in this file.</p>}
    </>
  );
}
