import type {Command} from 'commander';
import {appVendors} from './generated/spec-parts';
import {packageVersion} from './resources/load-resource';
import {buildProgram} from './runner/commands/build-program';
import type {CommandParts} from './runner/commands/command-parts';
import type {StartSandbox} from './runner/demo/sandbox-host';

/** The outputs of a command, which are there before any code of its own. */
type Outputs = Pick<CommandParts, 'kit' | 'terminal'>;

/** Loads the sandbox, which only two commands start. */
const start: StartSandbox = async (options) =>
  (await import('./sandbox/start-sandbox')).startSandbox(options);

/**
 * The whole command line of user-sync on these outputs; `done` is told the exit code. Each command loads its
 * own code, and the vendors, when it runs: help and mistakes wait for neither.
 */
export async function createUserSync(
  outputs: Outputs,
  /** Arguments without interpreter and script. */
  args: readonly string[],
  done: (code: number) => void,
): Promise<Command> {
  const {terminal} = outputs;
  return buildProgram({
    version: packageVersion(),
    sandboxHelp: await sandboxHelpFor(args),
    appVendors,
    done,
    out: terminal.out,
    err: terminal.err,
    actions: actionsOn(() => partsOf(outputs)),
  });
}

/** What the sandbox says of its vendors' settings; only where its help may be asked for. */
async function sandboxHelpFor(args: readonly string[]): Promise<string> {
  if (!args.includes('sandbox')) return '';
  return (await import('./sandbox/registry')).settingsHelp();
}

async function partsOf(outputs: Outputs): Promise<CommandParts> {
  const {vendors} = await import('./vendors/registry');
  const {configSchemas} = await import('./runner/run-file/run-file-schema');
  return {...outputs, vendors, schemas: configSchemas(vendors), environment: process.env};
}

function actionsOn(
  parts: () => Promise<CommandParts>,
): Parameters<typeof buildProgram>[0]['actions'] {
  return {
    demo: async (flags) => {
      const {demoCommand} = await import('./runner/demo/demo');
      return demoCommand(await parts(), start, flags);
    },
    init: async (directory, flags) =>
      (await import('./runner/init/init-command')).initCommand(await parts(), directory, flags),
    check: async (path, flags) => {
      const {checkCommand} = await import('./runner/check/check-command');
      return checkCommand(await parts(), path, flags);
    },
    show: async (what, flags) => {
      const {showCommand} = await import('./runner/look/show-command');
      return showCommand(await parts(), what, flags);
    },
    objects: async (what, flags) => {
      const {objectsCommand} = await import('./runner/look/objects-command');
      return objectsCommand(await parts(), what, flags);
    },
    run: async (path, flags) => {
      const {runCommand} = await import('./runner/commands/commands');
      return runCommand(await parts(), path, flags);
    },
    replay: async (path, flags) => {
      const {replayCommand} = await import('./runner/commands/commands');
      return replayCommand(await parts(), path, flags);
    },
    history: async (path, flags) => {
      const {historyCommand} = await import('./runner/history/history-command');
      return historyCommand(await parts(), path, flags);
    },
    report: async (path, flags) => {
      const {reportCommand} = await import('./runner/history/report-command');
      return reportCommand(await parts(), path, flags);
    },
    rejected: async (path, flags) => {
      const {rejectedCommand} = await import('./runner/history/rejected-command');
      return rejectedCommand(await parts(), path, flags);
    },
    audit: async (path, flags) => {
      const {auditCommand} = await import('./runner/audit/audit-command');
      return auditCommand(await parts(), path, flags);
    },
    review: async (path) =>
      (await import('./runner/audit/review-command')).reviewCommand(await parts(), path),
    sandbox: async (flags) => {
      const {sandboxCommand} = await import('./runner/commands/sandbox-command');
      return sandboxCommand(await parts(), start, flags);
    },
    authorize: async (vendor, flags) => {
      const {authorizeCommand} = await import('./runner/authorize/authorize-command');
      return authorizeCommand(await parts(), vendor, flags);
    },
  };
}
