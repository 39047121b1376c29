import type {SentList} from '../../core/records/sent-list';
import {isAscii} from 'node:buffer';
import {parseExactJson} from '../../core/exact-json';
import {ANSWER_DEPTH_MAX, ANSWER_VALUES_MAX} from './answer-limits';
import {decodeText} from './decode-text';
import {foreignWord, jsonShape} from './json-shape';
import {repeatedName} from './repeated-names';
import type {BodyKind} from '../policy';

/** Bytes at the beginning of a body that are kept for an excerpt: enough for secrets at its edge. */
const HEAD_BYTES = 16 * 1024;

/** Longest part of a name that is shown. */
const NAME_SHOWN = 50;

/** A body with what it turned out to be. */
export interface UnderstoodBody {
  readonly kind: BodyKind;
  /** Parsed when `kind` is `json`, otherwise undefined. */
  readonly value: unknown;
  /** What makes it useless although it is JSON or nearly so, after "it": "holds NaN, which is not JSON". */
  readonly problem?: string;
  /** Decompressed size. */
  readonly size: number;
  /** The beginning of its text, not masked. */
  readonly head: () => string;
}

type Understanding = Pick<UnderstoodBody, 'kind' | 'value' | 'problem'>;

/**
 * Tells bodies apart by their content: servers and gateways send HTML as JSON and the reverse
 * (Pendo Q17). `too_large`: it is JSON that holds more values than are read at once.
 */
export function understandBody(
  bytes: Buffer,
  context: {
    /** False when the connection ended early. */
    readonly complete: boolean;
    readonly contentType?: string | undefined;
    /** Takes the records of a list from the text, where it can. */
    readonly list?: SentList | undefined;
  },
): UnderstoodBody | 'too_large' {
  const {complete, contentType, list} = context;
  const understood = complete ? understand(bytes, contentType, list) : TRUNCATED;
  if (understood === 'too_large') return understood;
  // A copy: the whole body must not live on with it.
  const head = Buffer.from(bytes.subarray(0, HEAD_BYTES));
  return {...understood, size: bytes.length, head: () => decodeText(head, contentType)};
}

const TRUNCATED: Understanding = {kind: 'truncated', value: undefined};

function understand(
  bytes: Buffer,
  contentType: string | undefined,
  list: SentList | undefined,
): Understanding | 'too_large' {
  const text = decodeText(bytes, contentType);
  if (list !== undefined) {
    const isByteByByte = text.length === bytes.length && isAscii(bytes);
    const answer = {text, bytes: isByteByByte ? bytes : undefined};
    const body = list.read(answer, {parse: parseWhole, valuesMax: ANSWER_VALUES_MAX});
    if (body !== undefined) return {kind: 'json', value: body};
  }
  const understood = understandText(text);
  return typeof understood === 'object' && 'values' in understood
    ? {kind: 'json', value: understood.value}
    : understood;
}

function parseWhole(text: string): Parsed | undefined {
  const understood = understandText(text);
  return typeof understood === 'object' && 'values' in understood ? understood : undefined;
}

/** A text that is JSON, and how many values it has. */
interface Parsed {
  readonly kind: 'json';
  readonly value: unknown;
  readonly values: number;
}

function understandText(text: string): Parsed | Understanding | 'too_large' {
  if (text === '') return {kind: 'empty', value: undefined};
  let shape = {members: 0, values: 0};
  if (/^\s*[[{]/.test(text)) {
    const most = {depth: ANSWER_DEPTH_MAX, values: ANSWER_VALUES_MAX};
    const {depth, values, members} = jsonShape(text, most);
    if (depth > ANSWER_DEPTH_MAX) return {kind: 'text', value: undefined, problem: TOO_DEEP};
    if (values > ANSWER_VALUES_MAX) return 'too_large';
    shape = {members, values};
  }
  try {
    const value = parseExactJson(text);
    const twice = repeatedName(text, value, shape.members);
    return twice === undefined ? {kind: 'json', value, values: shape.values} : notOnce(twice);
  } catch {
    // A SyntaxError says only that it is not JSON; what it is instead is for the caller to judge.
    return whatElse(text.trim());
  }
}

const TOO_DEEP = `nests lists and objects more than ${ANSWER_DEPTH_MAX} deep`;

function notOnce(name: string): Understanding {
  const shown = name.length <= NAME_SHOWN ? name : `${name.slice(0, NAME_SHOWN)}…`;
  const problem = `holds "${shown}" twice in one object, with different values`;
  return {kind: 'text', value: undefined, problem};
}

function whatElse(text: string): Understanding {
  const kind = kindOf(text);
  const word = kind === 'text' && /^[[{]/.test(text) ? foreignWord(text) : undefined;
  const problem = word === undefined ? {} : {problem: `holds ${word}, which is not JSON`};
  return {kind, value: undefined, ...problem};
}

function kindOf(text: string): BodyKind {
  if (text === '') return 'empty';
  if (text.startsWith('<')) return 'html';
  const closing = text.startsWith('{') ? '}' : text.startsWith('[') ? ']' : undefined;
  // A body can be cut off and still arrive "complete": the vendor's own server gave up (Pendo Q14).
  return closing !== undefined && !text.endsWith(closing) ? 'truncated' : 'text';
}
