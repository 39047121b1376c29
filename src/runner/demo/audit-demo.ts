import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {readFigures, type AuditFigures} from '../../people/read-result';
import {auditPeople} from '../audit/audit-people';
import {formatAudit} from '../audit/format-audit';
import type {CommandParts} from '../commands/command-parts';
import {withProgress} from '../commands/with-progress';
import {loadRunFile} from '../run-file/load-run-file';
import type {DemoFolder} from './demo-files';
import type {SandboxHost} from './sandbox-host';

/** What the demo's audit found. */
interface DemoAudit {
  readonly figures: AuditFigures;
  /** As `user-sync audit` prints it. */
  readonly text: string;
}

const COLUMNS = ['key', 'name', 'email', 'aliases', 'status'];

/** Audits the sandbox's company: three vendors beside the roster that only the sandbox knows. */
export function auditDemo(
  parts: CommandParts,
  folder: DemoFolder,
  sandbox: SandboxHost,
): Promise<DemoAudit> {
  writeFileSync(join(folder.directory, 'roster.sql'), rosterSql(sandbox), {mode: 0o600});
  const {pipedrive, pandadoc, pagerduty} = sandbox.vendors;
  const runFile = loadRunFile({
    path: join(folder.directory, 'audit.yaml'),
    schemas: parts.schemas,
    mask: parts.kit.mask,
    environment: {
      PIPEDRIVE_BASE_URL: pipedrive?.baseUrl,
      PIPEDRIVE_API_TOKEN: pipedrive?.credentials['api_token'],
      PANDADOC_BASE_URL: pandadoc?.baseUrl,
      PANDADOC_API_KEY: apiKeyOf(pandadoc?.credentials),
      PAGERDUTY_BASE_URL: pagerduty?.baseUrl,
      PAGERDUTY_API_KEY: pagerduty?.credentials['api_key'],
    },
  });
  return withProgress(parts, (watched) =>
    auditPeople({...watched, runFile, read: true, allowShrink: false}, async (audit) => {
      const figures = await readFigures(audit.database);
      const {width} = parts.terminal;
      const text = formatAudit(figures, audit, {path: runFile.path, width, hasPage: true});
      // The folder goes away with the demo, and the sandbox too: there is nothing to call next.
      return {figures, text: text.replace(/^next: .*\n/gm, '')};
    }),
  );
}

/** PandaDoc has a key for each workspace; the first one will do. */
function apiKeyOf(credentials: Readonly<Record<string, string>> = {}): string | undefined {
  return Object.entries(credentials).find(([name]) => name.startsWith('api_key'))?.[1];
}

/** The roster as SQL, so that the run file needs nothing else. */
function rosterSql(sandbox: SandboxHost): string {
  const rows = (sandbox.dump('people')['roster'] ?? []).map(
    (row) => `  (${COLUMNS.map((name) => quoted(row[name])).join(', ')})`,
  );
  return `-- Who should be here, as a personnel system would list it.
SELECT * FROM (VALUES
${rows.join(',\n')}
) AS roster(${COLUMNS.join(', ')})
`;
}

function quoted(cell: unknown): string {
  return `'${typeof cell === 'string' ? cell.replaceAll("'", "''") : ''}'`;
}
