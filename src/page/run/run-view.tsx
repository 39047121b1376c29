import {Contents, Section} from '../parts/section';
import {Value} from '../parts/value';
import type {RunMain} from '../parts/read-data';
import {Changes} from './changes';
import {Flow} from './flow';
import {ObjectCards} from './object-cards';
import {RunHead} from './run-head';
import {RunStrip} from './run-strip';
import {TrafficTable} from './traffic-table';

/** The page of a run. */
export function RunView({page}: {readonly page: RunMain}) {
  return (
    <>
      <RunHead page={page} />
      <Contents
        sections={[
          ['flow', 'Flow'],
          ['objects', 'Objects'],
          ['changes', 'Changed rows'],
          ['requests', 'Requests'],
          ['runs', 'Earlier runs'],
          ['next', 'Go on'],
        ]}
      />
      <main>
        <Attention page={page} />
        <Section id="flow" title="Flow" aside="What was read, and where it went">
          <Flow page={page} />
        </Section>
        <Section id="objects" title="Objects" aside="What became of every row">
          <ObjectCards objects={page.objects} dryRun={page.run.dry_run} />
        </Section>
        <Section id="changes" title="Changed rows" aside="Before and after, field by field">
          <Changes changes={page.changes} masked={page.masked} />
        </Section>
        <Section id="requests" title="Requests" aside="To each vendor, over the last runs">
          <TrafficTable page={page} />
        </Section>
        <Section id="runs" title="Earlier runs" aside="The last thirty, this one at the right">
          <RunStrip runs={page.runs} />
        </Section>
        <Section id="next" title="Go on">
          <dl class="commands">
            {page.commands.map(({what, command}) => (
              <div key={command}>
                <dt>{what}</dt>
                <dd>
                  <code>{command}</code>
                </dd>
              </div>
            ))}
          </dl>
        </Section>
      </main>
      <footer>
        Made by user-sync {page.run.version}. This file asks nothing of any network.{' '}
        {page.masked
          ? 'Personal data is masked; --show-values writes a page that shows it.'
          : 'It holds personal data: keep it as you keep the warehouse.'}
      </footer>
    </>
  );
}

function Attention({page}: {readonly page: RunMain}) {
  if (page.failures.length === 0 && page.notes.length === 0) return null;
  return (
    <section class="attention" aria-label="What needs attention">
      {page.failures.map((sentence) => (
        <p key={sentence} class="failure">
          <strong>Failed:</strong> <Value text={sentence} />
        </p>
      ))}
      {page.notes.map((sentence) => (
        <p key={sentence} class="note">
          <strong>Note:</strong> <Value text={sentence} />
        </p>
      ))}
    </section>
  );
}
