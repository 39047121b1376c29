import {createHash} from 'node:crypto';

import type {FaultAction} from './fault';
import {hash} from './shared/hash';
import {isFields, parseJson} from './shared/parse-json';
import type {Answer} from './vendor-part';

/** An action that puts nonsense into the rows of an answer. */
type Nonsense = FaultAction & {readonly type: 'nonsense'};

const NONSENSE_SALT = 902;
/** One field in so many is replaced, so that each row also keeps something. */
const ONE_IN = 3;

/** Stands for a number that JavaScript cannot hold until the answer is text. */
const TOO_EXACT = '\u0001too exact\u0001';
const TOO_EXACT_DIGITS = '9007199254740993';

/** What no field means, in every type of JSON. */
const NONSENSE: readonly unknown[] = [
  7,
  -0.5,
  1e300,
  TOO_EXACT,
  'yesterday',
  '',
  '0000-00-00 00:00:00',
  'half \ud83d of a character',
  '\udc00',
  true,
  false,
  null,
  [],
  ['one', 2, null],
  [{nonsense: 1}, {nonsense: [2]}],
  {},
  {nonsense: {id: 7}},
];

/**
 * The answer with nonsense in its rows, which are the objects in its lists, at any depth. The same
 * row gets the same nonsense each time. Answers that are no JSON, or errors, stay as they are.
 */
export function withNonsense(answer: Answer, action: Nonsense, seed: number): Answer {
  if (answer.status >= 300) return answer;
  const text = Buffer.isBuffer(answer.body)
    ? answer.body.toString('utf8')
    : Buffer.concat([...answer.body]).toString('utf8');
  const parsed = parseJson(text);
  if (!parsed.ok) return answer;
  const spoiled = JSON.stringify(spoil(parsed.value, {action, seed}));
  const body = spoiled.replaceAll(JSON.stringify(TOO_EXACT), TOO_EXACT_DIGITS);
  return {...answer, body: Buffer.from(body)};
}

interface Spoiling {
  readonly action: Nonsense;
  readonly seed: number;
  /** Within a row: its number, and names of members from the row to here; a list in it begins new rows. */
  readonly row?: {readonly number: number; readonly path: string};
}

function spoil(value: unknown, at: Spoiling): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => spoil(item, inRow(item, at)));
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, spoilMember(name, member, at)]),
  );
}

function inRow(item: unknown, at: Spoiling): Spoiling {
  if (!isFields(item)) return at;
  const digest = createHash('sha1').update(JSON.stringify(item)).digest();
  return {...at, row: {number: digest.readUInt32LE(0), path: ''}};
}

function spoilMember(name: string, member: unknown, at: Spoiling): unknown {
  if (at.row === undefined) return spoil(member, at);
  const path = at.row.path === '' ? name : `${at.row.path}.${name}`;
  const {fields, keep = [], salt = 0} = at.action;
  if (fields !== undefined && Object.hasOwn(fields, path)) return fields[path];
  const isKept = path === 'id' || keep.includes(path);
  if (fields === undefined && !isKept && !keep.some((kept) => kept.startsWith(`${path}.`))) {
    const chance = hash(at.seed ^ at.row.number, NONSENSE_SALT + salt, numberOf(path));
    if (chance % ONE_IN === 0) return NONSENSE[Math.floor(chance / ONE_IN) % NONSENSE.length];
  }
  return spoil(member, {...at, row: {...at.row, path}});
}

function numberOf(text: string): number {
  return createHash('sha1').update(text).digest().readUInt32LE(0);
}
