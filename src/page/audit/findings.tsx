import {useMemo, useState} from 'preact/hooks';
import type {FindingColumns} from '../../page-data/audit-page';
import {count, counted, day, title, vendorName, words} from '../parts/format';
import {Paged} from '../parts/paged';
import {Empty} from '../parts/section';
import {Choice} from '../parts/choice';
import {Value} from '../parts/value';
import {isOpen, severityCounts, SEVERITIES, worstFirst} from './sort-findings';

interface Filters {
  readonly severity: string;
  readonly rule: string;
  readonly vendor: string;
  readonly state: string;
}

const ALL: Filters = {severity: '', rule: '', vendor: '', state: 'open'};

/** All findings, worst first, with filters. */
export function Findings({
  findings,
  open,
}: {
  readonly findings: FindingColumns;
  readonly open: (person: string) => void;
}) {
  const [filters, setFilters] = useState(ALL);
  const sorted = useMemo(() => worstFirst(findings), [findings]);
  const places = useMemo(
    () => sorted.filter((place) => fits(findings, place, filters)),
    [findings, sorted, filters],
  );
  if (findings.finding_id.length === 0) {
    return (
      <Empty>Nothing was found. What the rules need and did not have stands under Left out.</Empty>
    );
  }
  const set = (part: Partial<Filters>) => setFilters({...filters, ...part});
  return (
    <>
      <SeverityTiles {...{findings, set}} chosen={filters.severity} />
      <div class="filters" role="group" aria-label="Filters of the findings">
        <Choice
          label="Rule"
          all="All rules"
          names={namesOf(findings.rule)}
          value={filters.rule}
          say={title}
          choose={(rule) => set({rule})}
        />
        <Choice
          label="Vendor"
          all="All vendors"
          names={namesOf(findings.vendor)}
          value={filters.vendor}
          say={vendorName}
          choose={(vendor) => set({vendor})}
        />
        <Choice
          label="State"
          all="All states"
          names={['open', ...namesOf(findings.state)]}
          value={filters.state}
          say={title}
          choose={(state) => set({state})}
        />
        <button type="button" onClick={() => setFilters(ALL)}>
          Reset
        </button>
      </div>
      <p class="aside" role="status">
        {counted(places.length, 'finding')}
      </p>
      {places.length === 0 && <Empty>No finding fits these filters.</Empty>}
      <Paged key={JSON.stringify(filters)} places={places} label="findings" size={25}>
        {(shown) => (
          <ul class="findings">
            {shown.map((place) => (
              <Finding key={findings.finding_id[place]} {...{findings, place, open}} />
            ))}
          </ul>
        )}
      </Paged>
    </>
  );
}

function fits(findings: FindingColumns, place: number, filters: Filters): boolean {
  const state = findings.state[place] ?? '';
  return (
    (filters.severity === '' || findings.severity[place] === filters.severity) &&
    (filters.rule === '' || findings.rule[place] === filters.rule) &&
    (filters.vendor === '' || findings.vendor[place] === filters.vendor) &&
    (filters.state === '' || (filters.state === 'open' ? isOpen(state) : state === filters.state))
  );
}

function namesOf(column: readonly string[]): readonly string[] {
  return [...new Set(column)].filter((name) => name !== '').sort();
}

function SeverityTiles({
  findings,
  chosen,
  set,
}: {
  readonly findings: FindingColumns;
  readonly chosen: string;
  readonly set: (part: Partial<Filters>) => void;
}) {
  const counts = severityCounts(findings);
  return (
    <div class="tiles" role="group" aria-label="Open findings by severity">
      {SEVERITIES.map((severity) => (
        <button
          key={severity}
          type="button"
          class={`tile ${severity}`}
          aria-pressed={chosen === severity}
          onClick={() => set({severity: chosen === severity ? '' : severity})}
        >
          <span class="tile-count">{count(counts[severity])}</span> {severity}
        </button>
      ))}
    </div>
  );
}

function Finding({
  findings,
  place,
  open,
}: {
  readonly findings: FindingColumns;
  readonly place: number;
  readonly open: (person: string) => void;
}) {
  const at = (name: keyof FindingColumns): string => findings[name][place] ?? '';
  const [severity, person, url] = [at('severity'), at('person_id'), at('url')];
  return (
    <li class={`card finding ${severity}`}>
      <h3>
        <span class={`tag ${severity}`}>{severity}</span> {title(at('rule'))}
        {at('state') !== 'known' && <span class="tag">{words(at('state'))}</span>}
      </h3>
      <p>
        <Value text={at('evidence')} />
      </p>
      {at('remedy') !== '' && (
        <p class="todo">
          <strong>What to do:</strong> <Value text={at('remedy')} />
        </p>
      )}
      <p class="aside">
        {at('vendor') !== '' && `${vendorName(at('vendor'))} `}
        {at('account_id') !== '' && <Value text={at('account_id')} code />}
        {at('first_seen_at') !== '' && ` since ${day(at('first_seen_at'))} `}
        {person !== '' && (
          <button type="button" class="quiet" onClick={() => open(person)}>
            Show the person
          </button>
        )}
        {url.startsWith('https://') && (
          <a href={url} rel="noreferrer noopener" target="_blank">
            Open at the vendor
          </a>
        )}
      </p>
    </li>
  );
}
