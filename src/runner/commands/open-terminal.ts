import {systemClock} from '../../core/clock';
import {replaceStrings} from '../../core/json-strings';
import type {Log} from '../../core/log';
import type {SecretMask} from '../../core/secrets/secret-mask';
import {createJsonLog} from '../progress/json-log';
import type {LiveArea} from '../progress/live-view';
import {printableText} from '../report/printable';
import {prose} from '../report/prose';
import {createStyle, type Style, wantsColours} from '../report/style';
import {askHidden} from '../authorize/ask-hidden';
import {askLine} from './ask-line';
import {createLiveArea} from './live-area';
import type {Terminal} from './terminal';

/** Of an output that is no terminal, or of a terminal that does not tell. */
const WIDTH_DEFAULT = 80;
const HEIGHT_DEFAULT = 24;

/** The outputs of this process, and its log, as the command line wants them. */
export function openTerminal(
  args: readonly string[],
  mask: SecretMask,
): {readonly terminal: Terminal; readonly log: Log} {
  const {stdout, stderr} = process;
  const shown = args.includes('--verbose') ? ['ERROR', 'WARN', 'INFO', 'DEBUG'] : ['ERROR', 'WARN'];
  const toErr = (text: string): void => void stderr.write(text);
  const jsonLog = wantsJsonLog(args)
    ? createJsonLog({write: (line) => toErr(maskOutput(line, mask)), now: () => systemClock.now()})
    : undefined;
  const isLive = stderr.isTTY && !jsonLog && process.env['TERM'] !== 'dumb';
  const area = isLive ? liveArea(mask) : undefined;
  const err = (text: string): void => {
    if (jsonLog) jsonLog.write('INFO', 'message', {message: text.trim()});
    else (area?.write ?? toErr)(fitted(mask.apply(text), stderr));
  };
  const styleOf = (output: NodeJS.WriteStream): Style =>
    createStyle(wantsColours({args, environment: process.env, isTerminal: output.isTTY}));
  const log: Log = (level, message) => {
    if (!shown.includes(level)) return;
    if (jsonLog) jsonLog.write(level, 'log', {message});
    else err(`${level}: ${message}\n`);
  };
  const terminal: Terminal = {
    out: (text) => void stdout.write(forOutput(maskOutput(text, mask), stdout.isTTY)),
    outUnmasked: (text) =>
      new Promise((resolve, reject) => {
        stdout.write(text, (error) => (error ? reject(error) : resolve()));
      }),
    err,
    tell: (text) => void stdout.write(fitted(mask.apply(text), stdout)),
    width: [stdout, stderr].find(({isTTY}) => isTTY)?.columns ?? WIDTH_DEFAULT,
    outStyle: styleOf(stdout),
    errStyle: styleOf(stderr),
    ...(area && {area}),
    ...(jsonLog && {jsonLog}),
    every: (ms, work) => {
      // It must not keep a process alive that has nothing else to do: `RAN_DRY` would never be said.
      const timer = setInterval(work, ms).unref();
      return () => clearInterval(timer);
    },
    ...(process.stdin.isTTY && {
      ask: (question: string, cancelled: AbortSignal) =>
        askLine({input: process.stdin, output: stderr, question, signal: cancelled}),
      askHidden: (question: string, cancelled: AbortSignal) =>
        askHidden({input: process.stdin, output: stderr, question, signal: cancelled}),
    }),
  };
  return {terminal, log};
}

function liveArea(mask: SecretMask): LiveArea {
  const {stderr} = process;
  return createLiveArea({
    write: (text) => void stderr.write(mask.apply(text)),
    width: () => stderr.columns || WIDTH_DEFAULT,
    height: () => stderr.rows || HEIGHT_DEFAULT,
  });
}

/** Looked for here, because commander reads the options when much can have been said already. */
function wantsJsonLog(args: readonly string[]): boolean {
  const at = args.indexOf('--log-format');
  return (at >= 0 && args[at + 1] === 'json') || args.includes('--log-format=json');
}

/** Values from vendors must not move the cursor of a terminal; files and pipes get them as they are. */
function forOutput(text: string, isTerminal: boolean): string {
  return isTerminal ? printableText(text) : text;
}

/** Sentences, which a terminal shows in lines that end after a word. */
function fitted(text: string, output: NodeJS.WriteStream): string {
  return output.isTTY ? prose(printableText(text), output.columns || WIDTH_DEFAULT) : text;
}

/** A report in JSON is masked inside its strings: it must stay JSON, and its numbers what they are. */
function maskOutput(text: string, mask: SecretMask): string {
  if (!mask.mayChange(text)) return text;
  return text.startsWith('{')
    ? replaceStrings(text, (value) => mask.apply(value))
    : mask.apply(text);
}
