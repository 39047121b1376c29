import {stringify} from 'yaml';
import type {Json} from '../../core/json';
import type {Example, Mistake} from '../../core/mistake';
import {rightText} from '../../write/rights';
import type {CheckReport, Note} from './check-report';

/** Names and numbers of a place that an example shows. */
const STEPS_SHOWN = 4;

/** The report of `check` for people. */
export function formatCheck(path: string, report: CheckReport): string {
  const {mistakes, notes, problems, rights} = report;
  const lines = [
    ...mistakes.flatMap((mistake) => [
      `${where(mistake)}${mistake.sentence}`,
      ...(mistake.example ? exampleLines(mistake.example) : []),
    ]),
    ...problems.map(({vendor, end, sentence}) => `${vendor} (${end}): ${sentence}`),
    ...rights.map(rightText),
    ...notes.map((note) => `Note: ${where(note)}${note.sentence}`),
    endOf(path, report),
    ...nextOf(path, report),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function where({file, line}: Note | Mistake): string {
  if (file === undefined) return '';
  return line === undefined ? `${file}: ` : `${file}, line ${line}: `;
}

function endOf(path: string, {mistakes, problems, models, asked}: CheckReport): string {
  if (mistakes.length > 0) {
    const count = mistakes.length === 1 ? '1 mistake' : `${mistakes.length} mistakes`;
    return `${count}. Nothing was read or sent; correct the file and check again.`;
  }
  if (problems.length > 0) {
    return `${path} is right, but not every vendor is ready. Nothing was read or sent.`;
  }
  const sent = `${models.length} ${models.length === 1 ? 'model is' : 'models are'} sent`;
  const answers = asked.length === 0 ? 'no vendor was asked' : `${asked.join(', ')} answered`;
  return `${path} is right: ${sent}; ${answers}.`;
}

/** What to do when there is nothing to correct. */
function nextOf(path: string, {mistakes, problems, asked}: CheckReport): readonly string[] {
  if (mistakes.length + problems.length > 0) return [];
  return asked.length === 0
    ? [`next: user-sync check ${path} (asks the vendors, too)`]
    : [`next: user-sync run ${path} --dry-run (shows what would be sent, and sends nothing)`];
}

/** `models: - key: user_id`, indented; only the last steps of a place, beginning with a name. */
function exampleLines({place, value}: Example): readonly string[] {
  const shown = place.slice(-STEPS_SHOWN);
  while (typeof shown[0] === 'number') shown.shift();
  const whole = shown.reduceRight<Json>(
    (inner, step) => (typeof step === 'number' ? [inner] : {[step]: inner}),
    value,
  );
  const yaml = stringify(whole, {lineWidth: 0}).trimEnd();
  return ['  For example:', ...yaml.split('\n').map((line) => `    ${line}`)];
}
