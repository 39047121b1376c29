import {hash, pick} from '../../shared/hash';
import {COMPANY_DOMAINS} from '../../shared/names';
import type {BaseData} from './base-data';
import type {Metadata} from './pendo-record';

/** What accounts are made from. */
interface AccountDataOptions {
  readonly seed: number;
  readonly accounts: number;
  readonly oneInWithoutLastUpdated: number;
  readonly dataEndMs: number;
}

const SALT = {time: 31, look: 32, none: 33, order: 34, member: 35};
const SPREAD_MS = 400 * 24 * 3_600_000;
const NUMBERS = 9_999_991;
const STRIDE = 7919;
const TIERS = ['basic', 'growth', 'enterprise'];

/** The accounts of a seed: company domains first, then `acct-` and a number. */
export function createAccountData(options: AccountDataOptions): BaseData {
  const domains = COMPANY_DOMAINS.slice(0, options.accounts);
  const numberOf = createNumbers(options.seed);
  return {
    rows: options.accounts - domains.length,
    id: (row) => numberedId(numberOf(row)),
    lastUpdated: (row) => lastUpdatedOf(options, row + domains.length),
    metadataText: (row, lastUpdated) => {
      const metadata = accountMetadata(options, row + domains.length, numberedId(numberOf(row)));
      if (!Number.isNaN(lastUpdated)) (metadata['auto'] ??= {})['lastupdated'] = lastUpdated;
      return JSON.stringify(metadata);
    },
    extras: domains.map((id, at) => ({
      id,
      lastUpdated: timeOf(options, at),
      metadata: accountMetadata(options, at, id),
    })),
  };
}

/** Tells which account a visitor belongs to: the company's own, or one by chance. */
export function createAccountOf(
  options: AccountDataOptions,
): (number: number, domain: string) => string | undefined {
  const domains = COMPANY_DOMAINS.slice(0, options.accounts);
  const numbered = options.accounts - domains.length;
  const numberOf = createNumbers(options.seed);
  return (number, domain) => {
    const chance = hash(options.seed, SALT.member, number);
    if (options.accounts === 0 || chance % 50 === 0) return undefined;
    if (domains.includes(domain) && (numbered === 0 || chance % 2 === 0)) return domain;
    if (numbered === 0) return pick(domains, chance >>> 3);
    return numberedId(numberOf((chance >>> 3) % numbered));
  };
}

/** The metadata of account `number`, also of one that the seed did not give. */
export function accountMetadata(options: AccountDataOptions, number: number, id: string): Metadata {
  const look = hash(options.seed, SALT.look, number);
  const seen = timeOf(options, number);
  const name = id.includes('.') ? titleOf(id) : `Customer ${number}`;
  return {
    ...(look % 23 !== 0 && {agent: {name}}),
    auto: {
      firstvisit: seen - SPREAD_MS / 4,
      id,
      idhash: look,
      lastvisit: seen - (look % 86_400_000),
    },
    ...(look % 7 !== 0 && {custom: {tier: pick(TIERS, look >>> 5), arr: (look % 900) * 100}}),
  };
}

function titleOf(domain: string): string {
  const words = (domain.split('.')[0] ?? domain).split('-');
  return words.map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`).join(' ');
}

function createNumbers(seed: number): (row: number) => number {
  const start = hash(seed, SALT.order, 0) % NUMBERS;
  return (row) => (row * STRIDE + start) % NUMBERS;
}

function numberedId(number: number): string {
  return `acct-${String(number).padStart(7, '0')}`;
}

function lastUpdatedOf(options: AccountDataOptions, number: number): number {
  const {seed, oneInWithoutLastUpdated: oneIn} = options;
  if (oneIn > 0 && hash(seed, SALT.none, number) % oneIn === 0) return NaN;
  return timeOf(options, number);
}

function timeOf(options: AccountDataOptions, number: number): number {
  const share = hash(options.seed, SALT.time, number) / 2 ** 32;
  return options.dataEndMs - Math.floor(share * SPREAD_MS);
}
