import {collectSecrets} from '../../config/collect-secrets';
import {placedSections, type SectionOwner} from '../../config/vendor-sections';
import {Failure, toFailure} from '../../core/failure';
import type {AccountChange} from '../../core/kit';
import type {ToldAccount} from '../../core/told-account';
import {describeStream, streamsOf} from '../../read/describe-stream';
import type {Reader} from '../../read/reader';
import type {OpenSource} from '../../read/source-vendor';
import type {Vendor} from '../../vendors/vendor';
import {
  keepAccount,
  matchAccount,
  type AccountMatch,
  type AskedAccount,
} from '../../warehouse/memory/accounts';
import type {Database} from '../../warehouse/database';
import {changeAccount} from '../../warehouse/memory/set-aside';
import {readStates} from '../../warehouse/load/states';
import {objectsOfFormat1, takeOverRejected} from '../../warehouse/memory/take-over';
import {wordsOf, otherAccounts, type OtherAccount} from './account-words';
import type {OpenedDestination} from '../../accounts/open-ends';
import type {OpenEnds} from './open-ends';
import type {End} from './rotated-sections';
import type {ConfigSchemas, RunFile} from '../run-file/run-file';

/** What the accounts are settled with. */
interface AccountOptions {
  readonly runFile: RunFile;
  readonly vendors: readonly Vendor[];
  readonly schemas: ConfigSchemas;
  readonly ends: OpenEnds;
  readonly database: Database;
  readonly change: AccountChange | undefined;
}

/** Whose memory a run uses. */
export interface SettledAccounts {
  /** The ends; a vendor that could not be asked fails with its answer when it is used. */
  readonly ends: OpenEnds;
  /** Numbers of the destinations' accounts, by vendor; a failure where it could not be asked. */
  readonly destinations: ReadonlyMap<string, number | Failure>;
  /** The vendors whose account is known to be the same at both ends. */
  readonly sameAtBothEnds: ReadonlySet<string>;
  /** What people should know: sentences. */
  readonly notes: readonly string[];
}

/** A vendor at one end, before and after it was asked. */
interface Slot {
  readonly slot: string;
  readonly end: End;
  readonly vendor: string;
  readonly secrets: readonly string[];
  readonly streams: readonly string[];
  readonly objects: readonly string[];
  readonly ask: () => Promise<ToldAccount>;
}

/**
 * Asks every vendor whom its credential belongs to and gives each the memory of that account: at its
 * first use, and after a change that the user has accepted. Nothing else is asked of any vendor.
 * @throws Failure `config` when an account is not the one that the warehouse knows, before anything
 * was read, sent or written.
 */
export async function settleAccounts(options: AccountOptions): Promise<SettledAccounts> {
  const slots = slotsOf(options);
  const answers = await Promise.all(slots.map(askSlot));
  const failed = answers.flatMap((answer) => (answer instanceof Failed ? [answer] : []));
  const matches: Settled[] = [];
  for (const answer of answers) {
    if (answer instanceof Failed) continue;
    matches.push({...answer, match: await matchAccount(options.database, answer.account)});
  }
  refuseOthers(options, matches, failed);
  const notes: string[] = [];
  const accounts = new Map<string, number>();
  await options.database.transaction(async () => {
    for (const settled of matches) {
      accounts.set(settled.slot.slot, await settle(options.database, settled, {options, notes}));
    }
  });
  const failures = new Map(failed.map(({slot, failure}) => [slot.slot, failure]));
  return {
    ends: withFailures(options.ends, failures),
    destinations: new Map(
      options.ends.destinations.map(({open: {vendor}}) => {
        const slot = slotName('destination', vendor);
        return [vendor, accounts.get(slot) ?? failures.get(slot) ?? neverAsked(vendor)];
      }),
    ),
    sameAtBothEnds: sameAtBothEnds(matches),
    notes,
  };
}

function sameAtBothEnds(answers: readonly Answered[]): ReadonlySet<string> {
  const pairs = answers.flatMap(({slot, account: source}) => {
    const other = answers.find(
      (one) => one.slot.vendor === slot.vendor && one.slot.end === 'destination',
    );
    return slot.end === 'source' && other ? [{slot, source, destination: other.account}] : [];
  });
  const isSame = ({source, destination}: (typeof pairs)[number]): boolean =>
    source.ids.length + destination.ids.length === 0
      ? source.credential === destination.credential
      : source.ids.some((id) => destination.ids.includes(id));
  return new Set(pairs.filter(isSame).map(({slot}) => slot.vendor));
}

interface Answered {
  readonly slot: Slot;
  readonly account: AskedAccount;
}

interface Settled extends Answered {
  readonly match: AccountMatch;
}

class Failed {
  constructor(
    readonly slot: Slot,
    readonly failure: Failure,
  ) {}
}

async function askSlot(slot: Slot): Promise<Answered | Failed> {
  try {
    const {ids, name, address} = await slot.ask();
    const credential = JSON.stringify([address, ...slot.secrets]);
    return {slot, account: {slot: slot.slot, ids, name, credential}};
  } catch (error) {
    return new Failed(slot, toFailure(error));
  }
}

/** All of them at once: nobody wants to learn of one account after the other. */
function refuseOthers(
  {change, runFile}: AccountOptions,
  matches: readonly Settled[],
  failed: readonly Failed[],
): void {
  const others = matches.flatMap(({slot, account, match}): OtherAccount[] => {
    if (match.type !== 'other') return [];
    const {end, vendor} = slot;
    const other = {end, vendor, asked: account, ...match};
    return change === undefined || (change === 'same' && match.certain) ? [other] : [];
  });
  // What is wrong with settings or files is found before anything is done, regardless of the vendor.
  const wrong = failed.flatMap(({failure}) => (failure.kind === 'config' ? [failure.message] : []));
  if (others.length + wrong.length === 0) return;
  throw new Failure({
    kind: 'config',
    message: [...otherAccounts(others, runFile.warehouse.path, change), ...wrong].join('\n'),
  });
}

async function settle(
  database: Database,
  {slot, account, match}: Settled,
  {options, notes}: {readonly options: AccountOptions; readonly notes: string[]},
): Promise<number> {
  const {end, vendor} = slot;
  switch (match.type) {
    case 'same':
      await keepAccount(database, account, match.account);
      break;
    case 'first':
      break;
    case 'other':
      if (options.change === 'same') {
        notes.push(wordsOf.sameAccount(vendor, end));
        return keepAccount(database, account, match.current.account);
      }
      break;
  }
  if (match.type === 'same') return takeOver(database, slot, {account: match.account, notes});
  const known = match.type === 'other' ? match.known : undefined;
  const number = await keepAccount(database, account, known);
  if (match.type === 'other') {
    const from = match.current.account;
    await changeAccount(database, {from, to: number, streams: slot.streams});
    notes.push(wordsOf.accepted({vendor, end, name: account.name, known: known !== undefined}));
    return number;
  }
  return takeOver(database, slot, {account: number, notes, isFirst: true});
}

/** What an earlier version left does not say whose it is: it is taken for the present account's. */
async function takeOver(
  database: Database,
  slot: Slot,
  what: {readonly account: number; readonly notes: string[]; readonly isFirst?: boolean},
): Promise<number> {
  const {account, notes} = what;
  if (slot.end === 'destination') {
    const objects = await objectsOfFormat1(database);
    const own = slot.objects.filter((object) => objects.has(object));
    if (own.length > 0) notes.push(wordsOf.takenOver(slot.vendor, own));
    await takeOverRejected(database, account, own);
  } else if (what.isFirst === true) {
    const states = await readStates(database);
    const own = slot.streams.filter((stream) => states.has(stream));
    if (own.length > 0) notes.push(wordsOf.statesTakenOver(slot.vendor, own));
  }
  return account;
}

function slotsOf({ends, vendors, runFile, schemas}: AccountOptions): readonly Slot[] {
  const secretsOf = (end: End, vendor: string): readonly string[] => {
    const owners = vendors.flatMap((one): SectionOwner[] => {
      const owner = end === 'source' ? one.source : one.destination;
      return owner ? [owner] : [];
    });
    const {config} = runFile[end];
    const place = owners
      .flatMap((owner) => placedSections(owner, config).map((placed) => ({owner, placed})))
      .find(({placed}) => placed.account === vendor);
    if (!place) return [];
    const {owner, placed} = place;
    const only = owner.nameEntry === undefined ? placed.section : [placed.section];
    return [...collectSecrets(schemas[end], {[owner.name]: only})].sort();
  };
  return [
    ...ends.sources.map((source) => sourceSlot(source, secretsOf('source', source.vendor))),
    ...ends.destinations.map((destination) =>
      destinationSlot(destination, secretsOf('destination', destination.open.vendor)),
    ),
  ];
}

function sourceSlot(source: OpenSource, secrets: readonly string[]): Slot {
  const {vendor} = source;
  return {
    slot: slotName('source', vendor),
    end: 'source',
    vendor,
    secrets,
    streams: source.readers.flatMap(streamsOf).map((stream) => describeStream(stream).name),
    objects: [],
    ask: () => source.account?.() ?? Promise.resolve(NOTHING_TOLD),
  };
}

function destinationSlot({open, objects}: OpenedDestination, secrets: readonly string[]): Slot {
  const {vendor} = open;
  return {
    slot: slotName('destination', vendor),
    end: 'destination',
    vendor,
    secrets,
    streams: [],
    objects: objects.map(({name}) => name),
    ask: () => open.account?.() ?? Promise.resolve(NOTHING_TOLD),
  };
}

const NOTHING_TOLD: ToldAccount = {ids: [], address: ''};

function slotName(end: End, vendor: string): string {
  return `${end}.${vendor}`;
}

/**
 * A vendor that could not say who it is must be read or written no more than one that refuses: each
 * of its streams ends with that failure, whoever asks whether the account has it.
 */
function withFailures(ends: OpenEnds, failures: ReadonlyMap<string, Failure>): OpenEnds {
  return {
    ...ends,
    sources: ends.sources.map((source) => {
      const failure = failures.get(slotName('source', source.vendor));
      if (!failure) return source;
      return {
        ...source,
        available: () => Promise.reject(failure),
        readers: source.readers.map((reader) => failingReader(reader, failure)),
      };
    }),
  };
}

function failingReader(reader: Reader, failure: Failure): Reader {
  const pages = (): AsyncIterable<never> => ({
    [Symbol.asyncIterator]: () => ({next: () => Promise.reject(failure)}),
  });
  return reader.kind === 'sweep' ? {...reader, pages} : {...reader, pages};
}

function neverAsked(vendor: string): Failure {
  return new Failure({
    kind: 'system',
    message: `The account of ${vendor} was not asked for. This is a bug; please report it.`,
  });
}
