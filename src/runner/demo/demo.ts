import type {JsonObject} from '../../core/json';
import type {CommandParts} from '../commands/command-parts';
import {withProgress} from '../commands/with-progress';
import type {AuditFigures} from '../../people/read-result';
import {auditDemo} from './audit-demo';
import type {DemoFolder} from './demo-files';
import {prepareDemoFolder} from './demo-files';
import {EXIT_CODES} from '../commands/exit-codes';
import {formatReport} from '../report/format-report';
import {loadRunFile} from '../run-file/load-run-file';
import {preparePage} from '../page/prepare-page';
import type {ReportedRun} from '../page/ended-runs';
import {writeRunPage} from '../page/write-page';
import type {RunReport} from '../report/report';
import type {RunFile} from '../run-file/run-file';
import {runSync} from '../run/run-sync';
import {startSandbox} from '../commands/sandbox-command';
import type {PlantedIds, SandboxHost, StartSandbox} from './sandbox-host';
import type {Verification} from './verify-demo';
import {verifyDemo, visitorOf} from './verify-demo';

/** The command line of `user-sync demo`. */
export interface DemoFlags {
  readonly keep?: string;
  readonly seed?: number;
  readonly json?: boolean;
  /** The file for the page; true: the default one. */
  readonly report?: string | true;
}

/** What `user-sync demo --json` prints. */
interface DemoReport {
  readonly rounds: readonly RunReport[];
  readonly changes: Readonly<Record<string, PlantedIds>>;
  readonly verified: Verification;
  /** Of the same company's accounts at three vendors. */
  readonly audit: AuditFigures;
  readonly ok: boolean;
}

/** A demo under way. */
interface Demo {
  readonly parts: CommandParts;
  readonly sandbox: SandboxHost;
  readonly runFile: RunFile;
  /** Plain lines for the person who watches; silent with `--json`. */
  readonly say: (...lines: readonly string[]) => void;
  /** Where the page goes, when there is to be one. */
  readonly page: string | undefined;
}

/** The page of a demo that names no file, in the folder where it is run. */
const PAGE_DEFAULT = 'user-sync-demo.html';

/** Small enough to be read, large enough to have every case. */
const SIZES = {
  pipedrive: {users: 60, roles: 6},
  pendo: {visitors: 200, accounts: 12},
  pandadoc: {users: 50},
  pagerduty: {users: 55},
};

/** Changes between the rounds. */
const CRM_CHANGES = {kind: 'users', changed: 6, joined: 4, left: 2};
const PENDO_CHANGES = {kind: 'visitors', changed: 3, joined: 2, left: 1};

/**
 * `user-sync demo`: a sandbox in this process, two rounds, and a look into the sandbox's own data.
 * Returns 0 only when all of it is as it must be.
 */
export async function demoCommand(
  parts: CommandParts,
  start: StartSandbox,
  flags: DemoFlags,
): Promise<number> {
  const {terminal, kit} = parts;
  const page = flags.report === true ? PAGE_DEFAULT : flags.report;
  if (page !== undefined) preparePage(page);
  const folder = prepareDemoFolder(flags.keep);
  const sandbox = await startSandbox(start, {
    ...{world: true, vendors: SIZES},
    ...(flags.seed !== undefined && {seed: flags.seed}),
  });
  const json = flags.json === true;
  const say = (...lines: readonly string[]): void => {
    if (!json) terminal.out(lines.map((line) => `${line}\n`).join(''));
  };
  try {
    const demo: Demo = {parts, sandbox, runFile: loadDemo(parts, folder, sandbox), say, page};
    const report = await playDemo(demo, folder);
    if (json) terminal.out(`${JSON.stringify(report, null, 2)}\n`);
    if (kit.signal.aborted) return EXIT_CODES.interrupted;
    return report.ok ? EXIT_CODES.done : EXIT_CODES.failed;
  } finally {
    await sandbox.close();
    folder.clean();
  }
}

function loadDemo(parts: CommandParts, folder: DemoFolder, sandbox: SandboxHost): RunFile {
  const {pipedrive, pendo} = sandbox.vendors;
  return loadRunFile({
    path: folder.runFile,
    schemas: parts.schemas,
    mask: parts.kit.mask,
    environment: {
      PIPEDRIVE_BASE_URL: pipedrive?.baseUrl,
      PIPEDRIVE_API_TOKEN: pipedrive?.credentials['api_token'],
      PENDO_BASE_URL: pendo?.baseUrl,
      PENDO_INTEGRATION_KEY: pendo?.credentials['integration_key'],
    },
  });
}

async function playDemo(demo: Demo, folder: DemoFolder): Promise<DemoReport> {
  const {sandbox, say} = demo;
  say(
    `A sandbox of Pipedrive and Pendo serves made-up people at ${sandbox.url}.`,
    '',
    'Round 1. Everybody is read from both into a DuckDB file; two SQL models join them;',
    'the CRM names, roles and time zones go to Pendo as metadata of visitors and accounts.',
  );
  const first = await round(demo);
  say(
    'Pendo rejects people whom it has never seen: they are kept as rejected records and tried again.',
    '',
  );
  const crm = sandbox.change('pipedrive', CRM_CHANGES);
  const product = sandbox.change('pendo', PENDO_CHANGES);
  const shown = shownVisitor(demo, crm);
  say(
    `Round 2. In the CRM ${countsText(crm)}; in Pendo ${countsText(product)}.`,
    'Only what changed is loaded (what round 1 wrote to Pendo counts as changed there), and only',
    'rows that Pendo has not accepted as they are now are sent.',
  );
  const second = await round(demo);
  sayBeforeAndAfter(demo, shown);
  const verified = await verifyDemo(demo.runFile, sandbox, new Set(product.left.map(String)));
  const rounds = [first.report, second.report];
  const rejected = second.report.objects.reduce((sum, object) => sum + object.rejected, 0);
  const ok = isAsItMustBe(rounds, verified);
  say('', verifiedText(verified, rejected, ok));
  await writeDemoPage(demo, second);
  const audit = await auditDemo(demo.parts, folder, sandbox);
  say(
    '',
    'An audit of the same company, whose accounts at Pipedrive, PandaDoc and PagerDuty are compared with a roster:',
    audit.text,
  );
  sayWhereToLook(demo, folder);
  return {
    ...{rounds, changes: {pipedrive: crm, pendo: product}, verified},
    ...{audit: audit.figures, ok: ok && audit.figures.people > 0},
  };
}

async function round(demo: Demo): Promise<ReportedRun> {
  const {parts, runFile, say} = demo;
  const started = new Date(parts.kit.clock.now()).toISOString();
  const report = await withProgress(parts, (watched) =>
    runSync({...watched, runFile, dryRun: false}),
  );
  const {width, outStyle: style} = parts.terminal;
  say(formatReport(report, {width, path: undefined, ...(style && {style})}));
  parts.kit.signal.throwIfAborted();
  return {id: report.run_id, started, report};
}

interface Shown {
  readonly id: string;
  readonly before: JsonObject;
}

/** A visitor whose CRM person changed, for a look at Pendo before and after. */
function shownVisitor({sandbox}: Demo, crm: PlantedIds): Shown | undefined {
  const users = sandbox.dump('pipedrive')['users'] ?? [];
  for (const id of crm.changed) {
    const email = users.find((user) => user['id'] === id)?.['email'];
    const before = typeof email === 'string' ? visitorOf(sandbox, email.toLowerCase()) : undefined;
    if (typeof email === 'string' && before?.['crmid'] === id) {
      return {id: email.toLowerCase(), before};
    }
  }
  return undefined;
}

function sayBeforeAndAfter({sandbox, say}: Demo, shown: Shown | undefined): void {
  if (!shown) return;
  say(
    `The Pendo visitor ${shown.id}, whose CRM entry was changed:`,
    `  before ${JSON.stringify(shown.before)}`,
    `  after  ${JSON.stringify(visitorOf(sandbox, shown.id) ?? {})}`,
  );
}

function countsText({changed, joined, left}: PlantedIds): string {
  return `${changed.length} changed, ${joined.length} joined, ${left.length} left`;
}

function isAsItMustBe(rounds: readonly RunReport[], verified: Verification): boolean {
  const [first, second] = rounds.map(sentBy);
  const rejected = rounds.at(-1)?.objects.reduce((sum, object) => sum + object.rejected, 0);
  return (
    rounds.every(({outcome}) => outcome === 'done') &&
    first !== undefined &&
    second !== undefined &&
    first > second &&
    second > 0 &&
    verified.compared > 0 &&
    verified.different.length === 0 &&
    rejected !== undefined &&
    verified.absent <= rejected &&
    rejected <= verified.absent + verified.left
  );
}

function sentBy(report: RunReport): number {
  return report.objects.reduce((sum, object) => sum + object.new + object.changed, 0);
}

function verifiedText(verified: Verification, rejected: number, ok: boolean): string {
  const {compared, equal, different, absent} = verified;
  if (ok) {
    return `Checked in Pendo's own data: all ${equal} fields of ${compared} visitors and accounts are as the models say; the ${absent} that Pendo does not know are among the ${rejected} rejected ones.`;
  }
  return `Checked in Pendo's own data: NOT as it must be. ${different.length} fields differ (${different.slice(0, 5).join('; ')}), ${absent} are absent, ${rejected} were rejected.`;
}

/** People of the sandbox are made up: the page shows them. */
async function writeDemoPage({page, runFile, say}: Demo, second: ReportedRun): Promise<void> {
  if (page === undefined) return;
  await writeRunPage({path: page, showValues: true}, runFile, second);
  say(`The page of round 2 is ${page}; open it in a browser.`);
}

function sayWhereToLook({say}: Demo, folder: DemoFolder): void {
  say(
    `The run file, the models and the warehouse were in ${folder.directory} (--keep DIR keeps them).`,
  );
}
