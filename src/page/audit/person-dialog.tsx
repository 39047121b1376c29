import {useEffect, useMemo, useRef} from 'preact/hooks';
import type {FindingColumns} from '../../page-data/audit-page';
import {day, title, vendorName, words} from '../parts/format';
import {useParts} from '../parts/deferred-start';
import {readPart} from '../parts/read-data';
import {Empty} from '../parts/section';
import {Value} from '../parts/value';
import {readPeople} from './people-index';

interface PersonProps {
  readonly id: string;
  readonly findings: FindingColumns;
  readonly close: () => void;
}

/** One person: findings, accounts, evidence of the links, access. Escape closes it. */
export function PersonDialog(props: PersonProps) {
  return useParts() === 'done' ? <Dialog {...props} /> : null;
}

function Dialog({id, findings, close}: PersonProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const {people, placeOf} = readPeople();
  const place = placeOf(id);
  const name = place === undefined ? id : (people.name[place] ?? id);
  return (
    <dialog ref={dialog} aria-labelledby="person-title" onClose={close}>
      <div class="section-head">
        <h2 id="person-title">
          <Value text={name === '' ? id : name} />
        </h2>
        <button type="button" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </div>
      {place !== undefined && (
        <p class="aside">
          <Value text={people.email[place] ?? ''} />
          {(people.roster_status[place] ?? '') === ''
            ? ' · not in the roster'
            : ` · roster: ${words(people.roster_status[place] ?? '')}`}
        </p>
      )}
      <PersonFindings {...{id, findings}} />
      <Accounts id={id} />
      <Links id={id} />
      <Near id={id} />
      <Access id={id} />
    </dialog>
  );
}

function PersonFindings({id, findings}: {readonly id: string; readonly findings: FindingColumns}) {
  const places = placesOf(findings.person_id, id);
  if (places.length === 0) return null;
  return (
    <>
      <h3>Findings</h3>
      <ul class="plain">
        {places.map((place) => (
          <li key={place}>
            <span class={`tag ${findings.severity[place] ?? ''}`}>{findings.severity[place]}</span>{' '}
            {title(findings.rule[place] ?? '')}: <Value text={findings.evidence[place] ?? ''} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Accounts({id}: {readonly id: string}) {
  const {accounts, accountsOf} = readPeople();
  return (
    <>
      <h3>Accounts</h3>
      <div class="wide" tabIndex={0} role="region" aria-label="Accounts">
        <table class="rows">
          <thead>
            <tr>
              <th scope="col">At</th>
              <th scope="col">Account</th>
              <th scope="col">State</th>
              <th scope="col">Last seen</th>
            </tr>
          </thead>
          <tbody>
            {accountsOf(id).map((place) => (
              <tr key={place}>
                <th scope="row">{vendorName(accounts.vendor[place] ?? '')}</th>
                <td>
                  <Value text={accounts.email[place] ?? ''} />
                  <span class="aside under">
                    <Value text={accounts.account_id[place] ?? ''} code />
                  </span>
                </td>
                <td>
                  {title(accounts.state[place] ?? '')}
                  {accounts.is_admin[place] === 1 && <span class="tag">admin</span>}
                </td>
                <td class="when">{day(accounts.last_seen_at[place] ?? '') || 'not told'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Links({id}: {readonly id: string}) {
  const links = readPart('links');
  const places = useMemo(() => placesOf(links.person_id, id), [id]);
  return (
    <>
      <h3>Evidence</h3>
      {places.length === 0 && <Empty>One account alone: nothing had to be joined.</Empty>}
      <ul class="plain">
        {places.map((place) => (
          <li key={place}>
            {vendorName(links.left_vendor[place] ?? '')}{' '}
            <Value text={links.left_account[place] ?? ''} code /> and{' '}
            {vendorName(links.right_vendor[place] ?? '')}{' '}
            <Value text={links.right_account[place] ?? ''} code />: {words(links.rule[place] ?? '')}
            {(links.evidence[place] ?? '') !== '' && (
              <span class="aside under">
                <Value text={links.evidence[place] ?? ''} />
              </span>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

/** What was close to an account of this person and is not linked, and why. */
function Near({id}: {readonly id: string}) {
  const near = readPart('near');
  const {accounts, accountsOf} = readPeople();
  const places = useMemo(() => {
    const own = new Set(
      accountsOf(id).map((place) => subjectOf(accounts.vendor[place], accounts.account_id[place])),
    );
    return near.why.flatMap((_, place) =>
      own.has(subjectOf(near.left_vendor[place], near.left_account[place])) ||
      own.has(subjectOf(near.right_vendor[place], near.right_account[place]))
        ? [place]
        : [],
    );
  }, [id]);
  if (places.length === 0) return null;
  return (
    <>
      <h3>Close, and not linked</h3>
      <ul class="plain">
        {places.map((place) => (
          <li key={place}>
            {vendorName(near.left_vendor[place] ?? '')}{' '}
            <Value text={near.left_account[place] ?? ''} code /> and{' '}
            {vendorName(near.right_vendor[place] ?? '')}{' '}
            <Value text={near.right_account[place] ?? ''} code />:{' '}
            <Value text={near.why[place] ?? ''} />
            <span class="aside under">
              <Value text={near.evidence[place] ?? ''} />
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

function subjectOf(vendor = '', account = ''): string {
  return `${vendor} ${account}`;
}

function Access({id}: {readonly id: string}) {
  const access = readPart('access');
  const places = useMemo(() => placesOf(access.person_id, id), [id]);
  const vendors = [...new Set(places.map((place) => access.vendor[place] ?? ''))];
  return (
    <>
      <h3>Access</h3>
      {places.length === 0 && <Empty>No role, team, group or workspace is known.</Empty>}
      {vendors.map((vendor) => (
        <div key={vendor}>
          <h4>{vendorName(vendor)}</h4>
          <ul class="plain">
            {places
              .filter((place) => access.vendor[place] === vendor)
              .map((place) => (
                <li key={place}>
                  <span class="aside">{words(access.kind[place] ?? '')}</span>{' '}
                  <Value text={access.name[place] ?? ''} />
                </li>
              ))}
          </ul>
        </div>
      ))}
    </>
  );
}

function placesOf(column: readonly string[], name: string): readonly number[] {
  return column.flatMap((value, place) => (value === name ? [place] : []));
}
