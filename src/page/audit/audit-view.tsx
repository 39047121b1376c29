import {useState} from 'preact/hooks';
import {count, counted, duration, time, title} from '../parts/format';
import type {AuditMain} from '../parts/read-data';
import {Contents, Empty, Section} from '../parts/section';
import {Value} from '../parts/value';
import {Findings} from './findings';
import {People} from './people';
import {PersonDialog} from './person-dialog';
import {severityCounts} from './sort-findings';
import {Vendors} from './vendors';

/** The page of an audit: what is wrong first, then who is who, then the vendors, then what was left out. */
export function AuditView({page}: {readonly page: AuditMain}) {
  const [person, setPerson] = useState<string | undefined>(undefined);
  return (
    <>
      <AuditHead page={page} />
      <Contents
        sections={[
          ['findings', 'Findings'],
          ['people', 'People'],
          ['vendors', 'Vendors'],
          ['left-out', 'Left out'],
        ]}
      />
      <main>
        <Section id="findings" title="Findings" aside="Worst first">
          <Findings findings={page.findings} open={setPerson} />
        </Section>
        <Section id="people" title="People" aside="Who is who, and who has access to what">
          <People open={setPerson} />
        </Section>
        <Section id="vendors" title="Vendors" aside="Accounts at each vendor">
          <Vendors vendors={page.vendors} />
        </Section>
        <Section id="left-out" title="Left out" aside="What was not looked for, and why">
          <LeftOut rules={page.left_out} notes={page.notes} />
        </Section>
      </main>
      <footer>
        Made by user-sync {page.audit.version}. This file asks nothing of any network.{' '}
        {page.masked
          ? 'Personal data is masked; --show-values writes a page that shows it.'
          : 'It holds personal data: keep it as you keep the warehouse.'}
      </footer>
      {person !== undefined && (
        <PersonDialog
          key={person}
          id={person}
          findings={page.findings}
          close={() => setPerson(undefined)}
        />
      )}
    </>
  );
}

function AuditHead({page}: {readonly page: AuditMain}) {
  const {high, medium, low} = severityCounts(page.findings);
  const open = high + medium + low;
  const [word, look] =
    high > 0 ? ['Act now', 'bad'] : open > 0 ? ['To look at', 'warn'] : ['Clear', 'good'];
  return (
    <header>
      <p class="kind">Access audit</p>
      <h1>
        <Value text={page.audit.run_file} /> <span class={`outcome ${look}`}>{word}</span>
      </h1>
      <p class="summary">
        {open === 0
          ? 'No open finding.'
          : `${counted(open, 'open finding')}: ${count(high)} high, ${count(medium)} medium, ${count(low)} low.`}
      </p>
      <dl class="facts">
        <div>
          <dt>Audited</dt>
          <dd>{time(page.audit.time)}</dd>
        </div>
        <div>
          <dt>Took</dt>
          <dd>{duration(page.audit.seconds * 1000)}</dd>
        </div>
        <div>
          <dt>Vendors</dt>
          <dd>{count(page.vendors.length)}</dd>
        </div>
        <div>
          <dt>Active accounts</dt>
          <dd>{count(page.vendors.reduce((sum, {active}) => sum + active, 0))}</dd>
        </div>
      </dl>
    </header>
  );
}

function LeftOut({
  rules,
  notes,
}: {
  readonly rules: AuditMain['left_out'];
  readonly notes: readonly string[];
}) {
  return (
    <>
      <LeftOutRules rules={rules} />
      {notes.length > 0 && (
        <ul class="plain">
          {notes.map((note) => (
            <li key={note}>
              <Value text={note} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function LeftOutRules({rules}: {readonly rules: AuditMain['left_out']}) {
  if (rules.length === 0) return <Empty>Nothing: every rule had what it needs.</Empty>;
  return (
    <dl class="left-out">
      {rules.map(({rule, reason}) => (
        <div key={`${rule} ${reason}`}>
          <dt>{title(rule)}</dt>
          <dd>
            <Value text={reason} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
