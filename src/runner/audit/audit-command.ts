import type {Severity} from '../../people/audit-result';
import {readFigures} from '../../people/read-result';
import {packageVersion} from '../../resources/load-resource';
import {alwaysJson} from '../commands/always-json';
import type {CommandParts} from '../commands/command-parts';
import {withProgress} from '../commands/with-progress';
import {EXIT_CODES} from '../commands/exit-codes';
import {auditPageOf} from '../page/audit-page-of';
import {preparePage} from '../page/prepare-page';
import {writePage} from '../page/write-page';
import {loadRunFile} from '../run-file/load-run-file';
import {auditPeople, hasSevere, type Audit} from './audit-people';
import {formatAudit} from './format-audit';
import {printJson} from './print-json';
import {writeTables} from './write-tables';

/** Options of `user-sync audit`. */
export interface AuditFlags {
  /** The file for the page. */
  readonly output?: string;
  readonly showValues?: boolean;
  readonly csv?: string;
  readonly json?: boolean;
  /** False with `--no-read`. */
  readonly read: boolean;
  readonly failOn?: Severity;
  readonly allowShrink?: boolean;
}

/** `user-sync audit FILE`; returns the exit code. */
export async function auditCommand(
  given: CommandParts,
  path: string,
  flags: AuditFlags,
): Promise<number> {
  return alwaysJson(given, flags, async (parts) => {
    const {schemas, environment, kit} = parts;
    if (flags.output !== undefined) preparePage(flags.output);
    const runFile = loadRunFile({path, schemas, environment, mask: kit.mask});
    const {read, allowShrink = false, failOn} = flags;
    return withProgress(parts, (watched) =>
      auditPeople({...watched, runFile, read, allowShrink}, async (audit) => {
        // The view must not be drawn between the lines of the audit.
        watched.progress.end();
        const figures = await readFigures(audit.database);
        await writeFiles(parts, path, audit, flags);
        const {out, tell = out, width} = parts.terminal;
        if (flags.json === true) await printJson(audit, kit.mask, parts.terminal.outUnmasked);
        else tell(formatAudit(figures, audit, {path, width, hasPage: flags.output !== undefined}));
        const severe = failOn !== undefined && hasSevere(figures, failOn);
        return severe ? EXIT_CODES.failed : EXIT_CODES.done;
      }),
    );
  });
}

async function writeFiles(
  {terminal}: CommandParts,
  runFile: string,
  audit: Audit,
  {output, showValues = false, csv}: AuditFlags,
): Promise<void> {
  if (csv !== undefined) await writeTables(audit.database, csv);
  if (output === undefined) return;
  const page = await auditPageOf({...audit, runFile, showValues, version: packageVersion()});
  writePage(output, page);
  terminal.err(`The page of this audit is ${output}.\n`);
}
