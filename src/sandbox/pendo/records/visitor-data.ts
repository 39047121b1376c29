import {hash, pick} from '../../shared/hash';
import type {People} from '../../shared/people';
import type {BaseData, ExtraRow} from './base-data';
import {ODD_IDS, ODD_IDS_FROM} from './odd-ids';
import type {Metadata} from './pendo-record';

/** What visitors are made from. */
export interface VisitorDataOptions {
  readonly seed: number;
  readonly people: People;
  readonly visitors: number;
  readonly anonymous: number;
  readonly oddIds: boolean;
  readonly equalTimestamps: number;
  readonly oneInWithoutLastUpdated: number;
  readonly dataEndMs: number;
  /** Id of the account that a visitor of this number and company domain belongs to. */
  readonly accountOf: (number: number, domain: string) => string | undefined;
}

const {floor} = Math;
const {isNaN} = Number;
const SALT = {id: 21, time: 22, shape: 23, look: 24, none: 25, order: 26};
const SPREAD_MS = 400 * 24 * 3_600_000;
/** Prime: numbers below it are visited once each in steps of any other number. */
const NUMBERS = 9_999_991;
const STRIDE = 7919;
const BROWSERS = ['Chrome', 'Firefox', 'Safari', 'Edge'];
const SYSTEMS = ['Windows', 'macOS', 'Linux', 'iOS'];
const LANGUAGES = ['en_US', 'de_DE', 'pt_PT', 'ja_JP', 'fr_FR'];
const PLANS = ['free', 'starter', 'pro', 'enterprise'];
const APP_GROUP = 'auto__100001';

/**
 * The visitors of a seed. Rows below `visitors` are identified: seven in eight by the lower-case
 * e-mail of the person with that number, the others by a number; then come the anonymous ones.
 */
export function createVisitorData(options: VisitorDataOptions): BaseData {
  const odd = options.oddIds && options.visitors >= ODD_IDS_FROM ? ODD_IDS : [];
  const known = options.visitors - odd.length;
  const idOf = createIds(options, known);
  return {
    rows: known + options.anonymous,
    id: idOf,
    lastUpdated: (row) => lastUpdatedOf(options, row),
    metadataText: (row, lastUpdated) =>
      writeMetadata(options, {number: row, id: idOf(row), lastUpdated}),
    extras: odd.map((id, at): ExtraRow => {
      const number = known + at;
      const lastUpdated = timeOf(options, options.visitors + options.anonymous + at);
      return {id, lastUpdated, metadata: metadataOf(options, number, id)};
    }),
  };
}

/** The metadata of the visitor that is person `number`, also of one that the seed did not give. */
export function metadataOf(options: VisitorDataOptions, number: number, id: string): Metadata {
  // The text is an object of groups, written just below.
  return JSON.parse(writeMetadata(options, {number, id, lastUpdated: NaN})) as Metadata;
}

interface VisitorText {
  readonly number: number;
  readonly id: string;
  readonly lastUpdated: number;
}

/** Writes JSON piece by piece: pages of thousands of rows are written from scratch (see bench). */
function writeMetadata(options: VisitorDataOptions, visitor: VisitorText): string {
  const {number, id} = visitor;
  const shape = hash(options.seed, SALT.shape, number);
  const look = hash(options.seed, SALT.look, number);
  const firstVisit = timeOf(options, number) - SPREAD_MS / 4 - (look % 86_400_000);
  const auto = `"auto":{${writeAccount(options, number, look)}${writeAuto(options, visitor, firstVisit)}}`;
  const flags = '"pendo":{"donotprocess":false,"blacklistguides":false}';
  if (id.startsWith('_PENDO_T_')) return `{${auto},${flags}}`;
  const email = options.people.email(number);
  let text = '{';
  if (shape % 37 !== 0) {
    const ip = `203.0.113.${look % 250}`;
    text += `"agent":{"email":"${email}","language":"${pick(LANGUAGES, look)}","ipaddress":"${ip}"},`;
  }
  text += auto;
  if (shape % 10 === 1) text += `,"${APP_GROUP}":{"firstvisit":${firstVisit}}`;
  const plan = `"plan":"${pick(PLANS, look >>> 4)}"`;
  if (shape % 11 === 0) text += `,"custom":{${plan},"renewaldate":null}`;
  else if (shape % 6 !== 0) text += `,"custom":{${plan},"seats":${look % 40}}`;
  if (shape % 41 !== 0) text += `,${flags}`;
  if (shape % 5 === 0) text += `,"salesforce":{"email":"${email}"}`;
  return `${text}}`;
}

function writeAccount(options: VisitorDataOptions, number: number, look: number): string {
  const account = options.accountOf(number, options.people.domain(number));
  if (account === undefined) return '';
  const second = look % 9 === 0 ? options.accountOf(number + 1, '') : undefined;
  const other = second === undefined || second === account ? '' : `,"${second}"`;
  return `"accountid":"${account}","accountids":["${account}"${other}],`;
}

function writeAuto(
  options: VisitorDataOptions,
  {number, id, lastUpdated}: VisitorText,
  firstVisit: number,
): string {
  const look = hash(options.seed, SALT.look, number);
  const lastVisit = timeOf(options, number) - (look % (SPREAD_MS / 8));
  const updated = isNaN(lastUpdated) ? '' : `"lastupdated":${lastUpdated},`;
  return (
    `"firstvisit":${firstVisit},"id":${JSON.stringify(id)},` +
    `"idhash":${hash(options.seed, SALT.id, number)},"lastbrowsername":"${pick(BROWSERS, look)}",` +
    `"lastbrowserversion":"${100 + (look % 41)}.0",` +
    `"lastoperatingsystem":"${pick(SYSTEMS, look >>> 3)}",` +
    `"lastservername":"app.example.com",${updated}"lastvisit":${lastVisit},"nid":0`
  );
}

function lastUpdatedOf(options: VisitorDataOptions, row: number): number {
  const {seed, oneInWithoutLastUpdated: oneIn} = options;
  if (row < options.equalTimestamps) return options.dataEndMs - SPREAD_MS / 2;
  if (oneIn > 0 && hash(seed, SALT.none, row) % oneIn === 0) return NaN;
  return timeOf(options, row);
}

function timeOf(options: VisitorDataOptions, number: number): number {
  const share = hash(options.seed, SALT.time, number) / 2 ** 32;
  return options.dataEndMs - floor(share * SPREAD_MS);
}

function createIds(options: VisitorDataOptions, known: number): (row: number) => string {
  const {seed, people} = options;
  const start = hash(seed, SALT.order, 0) % NUMBERS;
  const numberOf = (row: number): number => (row * STRIDE + start) % NUMBERS;
  const byEmail = (row: number): boolean => hash(seed, SALT.id, row) % 8 !== 0;
  return (row) => {
    if (row >= known) return `_PENDO_T_${padded(numberOf(row))}`;
    return byEmail(row) ? people.email(row) : `user-${padded(numberOf(row))}`;
  };
}

function padded(number: number): string {
  return String(number).padStart(7, '0');
}
