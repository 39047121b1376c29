import {hash, pick} from './hash';
import {COMPANY_DOMAINS, FIRST_NAMES, LAST_NAMES} from './names';

/**
 * Endless made-up people, the same for every vendor: person 7 is one human being whether a CRM or
 * an analytics product speaks of her. Every person has an e-mail address of her own.
 */
export interface People {
  name(index: number): string;
  /** Lower case. */
  email(index: number): string;
  domain(index: number): string;
  timeZone(index: number): TimeZone;
  /** Plain lower-case given names in the order of `<`. */
  readonly givenNames: readonly string[];
  /** Two numbers that order e-mails as `<` does: place in `givenNames`, then a rank below 2^24. */
  emailOrder(index: number): {readonly given: number; readonly rank: number};
}

/** An IANA name with its standard offset. */
interface TimeZone {
  readonly name: string;
  readonly offset: string;
}

/** Most people that a sandbox part may ask for. */
export const PEOPLE_MAX = 5_000_000;

const {floor} = Math;
const DOMAIN_SALT = 11;
const ZONE_SALT = 12;
const BLOCK_SALT = 13;
/** Coprime with the number of names, so that a block of people uses every name once. */
const STRIDE = 7919;
const BLOCKS_MAX = 1024;

const TIME_ZONES: readonly TimeZone[] = [
  {name: 'Europe/Berlin', offset: '+01:00'},
  {name: 'Europe/Lisbon', offset: '+00:00'},
  {name: 'America/New_York', offset: '-05:00'},
  {name: 'America/Sao_Paulo', offset: '-03:00'},
  {name: 'Asia/Kolkata', offset: '+05:30'},
  {name: 'Asia/Tokyo', offset: '+09:00'},
];

interface NameTable {
  readonly shown: readonly string[];
  readonly plain: readonly string[];
}

// No seed changes these, and a process may make many sandboxes.
const given: NameTable = createTable(FIRST_NAMES);
const family: NameTable = createTable(LAST_NAMES);
const combinations = given.plain.length * family.plain.length;
const suffixRanks = rankSuffixes();

/** Makes the people of a seed. */
export function createPeople(seed: number): People {
  const at = (index: number): {given: number; family: number; block: number} => {
    const block = floor(index / combinations);
    const start = hash(seed, BLOCK_SALT, block) % combinations;
    const name = ((index % combinations) * STRIDE + start) % combinations;
    return {given: name % given.plain.length, family: floor(name / given.plain.length), block};
  };
  const domain = (index: number): string => {
    const number = hash(seed, DOMAIN_SALT, index);
    return number % 2 === 0 ? pick(COMPANY_DOMAINS, 0) : pick(COMPANY_DOMAINS, number >>> 1);
  };
  const last = {index: -1, email: ''};
  return {
    name: (index) => {
      const place = at(index);
      return `${pick(given.shown, place.given)} ${pick(family.shown, place.family)}`;
    },
    email: (index) => {
      // Ids, e-mails and integrations ask for the same person several times in a row.
      if (index !== last.index) {
        const place = at(index);
        const local = `${pick(given.plain, place.given)}.${pick(family.plain, place.family)}`;
        last.email = `${local}${suffix(place.block)}@${domain(index)}`;
        last.index = index;
      }
      return last.email;
    },
    domain,
    timeZone: (index) => pick(TIME_ZONES, hash(seed, ZONE_SALT, index)),
    givenNames: given.plain,
    emailOrder: (index) => {
      const place = at(index);
      const rank = place.family * BLOCKS_MAX + (suffixRanks[place.block] ?? 0);
      return {given: place.given, rank};
    },
  };
}

/** Names sorted by their plain forms, which are what addresses are made of. */
function createTable(names: readonly string[]): NameTable {
  const pairs = names
    .map((name) => ({name, plain: plainOf(name)}))
    .sort((a, b) => (a.plain < b.plain ? -1 : 1));
  return {shown: pairs.map(({name}) => name), plain: pairs.map(({plain}) => plain)};
}

function plainOf(name: string): string {
  return name
    .normalize('NFD')
    .replace(/ł/gi, 'l')
    .replace(/ø/gi, 'o')
    .replace(/[^A-Za-z]/g, '')
    .toLowerCase();
}

/** Namesakes are distinguished by a number: ada.brown@, ada.brown2@, ada.brown3@. */
function suffix(block: number): string {
  return block === 0 ? '' : String(block + 1);
}

/** Place of each suffix in text order, in which "10@" stands before "2@" and "@" comes last. */
function rankSuffixes(): Uint16Array {
  const suffixes = Array.from({length: BLOCKS_MAX}, (_, block) => `${suffix(block)}@`);
  const places = new Map([...suffixes].sort().map((text, rank) => [text, rank]));
  return Uint16Array.from(suffixes, (text) => places.get(text) ?? 0);
}
