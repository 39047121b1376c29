import type {Command} from 'commander';
import {packageVersion} from './resources/load-resource';
import {initCommand} from './runner/init/init-command';
import {auditCommand, reviewCommand} from './runner/audit/audit-command';
import {authorizeCommand} from './runner/authorize/authorize-command';
import {checkCommand} from './runner/check/check-command';
import {buildProgram} from './runner/commands/build-program';
import type {CommandParts} from './runner/commands/command-parts';
import {replayCommand, runCommand} from './runner/commands/commands';
import {demoCommand} from './runner/demo/demo';
import {historyCommand} from './runner/history/history-command';
import {reportCommand} from './runner/history/report-command';
import {rejectedCommand} from './runner/history/rejected-command';
import {configSchemas} from './runner/run-file/run-file-schema';
import {objectsCommand} from './runner/look/objects-command';
import {showCommand} from './runner/look/show-command';
import {sandboxCommand} from './runner/commands/sandbox-command';
import {settingsHelp} from './sandbox/registry';
import {startSandbox as start} from './sandbox/start-sandbox';
import {vendors} from './vendors/registry';

/** The whole command line of user-sync on these outputs; `done` is told the exit code. */
export function createUserSync(
  outputs: Pick<CommandParts, 'kit' | 'terminal'>,
  done: (code: number) => void,
): Command {
  const {terminal} = outputs;
  const environment = process.env;
  const parts: CommandParts = {...outputs, vendors, schemas: configSchemas(vendors), environment};
  return buildProgram({
    version: packageVersion(),
    sandboxHelp: settingsHelp(),
    appVendors: vendors.flatMap(({name, authorization}) => (authorization ? [name] : [])),
    done,
    out: terminal.out,
    err: terminal.err,
    actions: {
      demo: (flags) => demoCommand(parts, start, flags),
      init: (directory, flags) => initCommand(parts, directory, flags),
      check: (path, flags) => checkCommand(parts, path, flags),
      show: (what, flags) => showCommand(parts, what, flags),
      objects: (what, flags) => objectsCommand(parts, what, flags),
      run: (path, flags) => runCommand(parts, path, flags),
      replay: (path, flags) => replayCommand(parts, path, flags),
      history: (path, flags) => historyCommand(parts, path, flags),
      report: (path, flags) => reportCommand(parts, path, flags),
      rejected: (path, flags) => rejectedCommand(parts, path, flags),
      audit: (path, flags) => auditCommand(parts, path, flags),
      review: (path) => reviewCommand(parts, path),
      sandbox: (flags) => sandboxCommand(parts, start, flags),
      authorize: (vendor, flags) => authorizeCommand(parts, vendor, flags),
    },
  });
}
