import type {People} from './people';

/**
 * One company, in place of vendors with the same plain people: some of them have another address, name or a second account
 * at one of the vendors, some have left, and some were never in the roster. Every tenth person or so is of one kind.
 */
const KINDS = [
  ...(['alias', 'initial', 'married', 'plus', 'surname_first', 'left', 'duplicate'] as const),
  ...(['plain', 'outsider', 'mailbox', 'mailbox', 'disabled'] as const),
];
type Kind = (typeof KINDS)[number];

/** The vendors whose accounts differ, in turns; each person differs at one of them. */
const VENDORS = ['pipedrive', 'pandadoc', 'pagerduty'];
/** The first ones own keys and tokens, or are special for other reasons. */
const PLAIN_UNTIL = 10;

/** A row of the roster as it would be: who should be here. */
interface RosterRow {
  readonly key: string;
  readonly name: string;
  readonly email: string;
  /** Further addresses, with | between them. */
  readonly aliases: string;
  readonly status: 'active' | 'left' | 'disabled';
}

/** An account, and whose it is: the truth that no vendor knows. */
interface TrueAccount {
  readonly vendor: string;
  readonly account_id: string;
  /** The roster's key, or `outsider-…` for somebody who is not in it. */
  readonly person: string;
}

function kindOf(index: number): Kind {
  return index < PLAIN_UNTIL ? 'plain' : (KINDS[index % KINDS.length] ?? 'plain');
}

/** The vendor at which a person is not as everywhere. */
function oddVendorOf(index: number): string {
  // The second of two who share a mailbox has it at the next vendor: one vendor has no address twice.
  const step = kindOf(index) === 'mailbox' ? index % KINDS.length : 0;
  return VENDORS[(Math.floor(index / KINDS.length) + step) % VENDORS.length] ?? '';
}

/** The people of a seed as one vendor knows them. */
export function worldPeople(plain: People, vendor: string): People {
  const isOdd = (index: number): boolean => oddVendorOf(index) === vendor;
  return {
    ...plain,
    name: (index) => (isOdd(index) ? oddName(plain, index) : plain.name(index)),
    email: (index) => (isOdd(index) ? oddEmail(plain, index) : addressOf(plain, index)),
  };
}

function oddName(plain: People, index: number): string {
  const [first = '', ...rest] = plain.name(index).split(' ');
  const last = rest.join(' ');
  switch (kindOf(index)) {
    case 'initial':
      return `${first.slice(0, 1)}. ${last}`;
    case 'married':
      return `${first} ${plain
        .name(index + 1)
        .split(' ')
        .slice(1)
        .join(' ')}`;
    case 'surname_first':
      return `${last}, ${first}`;
    case 'duplicate':
      return plain.name(twinOf(index));
    default:
      return plain.name(index);
  }
}

function oddEmail(plain: People, index: number): string {
  const address = addressOf(plain, index);
  switch (kindOf(index)) {
    case 'alias':
      return aliasOf(address);
    case 'plus':
      return address.replace('@', '+work@');
    case 'duplicate':
      return addressOf(plain, twinOf(index)).replace('@', '+old@');
    case 'mailbox':
      // The next of the two has it at another vendor.
      return `desk-${Math.floor(index / KINDS.length)}@${plain.domain(0)}`;
    default:
      return address;
  }
}

/** Whose second account a duplicate is. */
function twinOf(index: number): number {
  return index + 1;
}

function addressOf(plain: People, index: number): string {
  const address = plain.email(index);
  return kindOf(index) === 'outsider' ? address.replace(/@.*$/, '@agency.example') : address;
}

function aliasOf(address: string): string {
  const [local = '', domain = ''] = address.split('@');
  const [first = '', last = ''] = local.split('.');
  return `${last}.${first}@${domain}`;
}

function personKey(index: number): string {
  return kindOf(index) === 'outsider' ? `outsider-${index}` : `E${1000 + index}`;
}

/** The roster of the first people, without those who were never in it. */
export function rosterOf(plain: People, count: number): readonly RosterRow[] {
  return Array.from({length: count}, (_, index) => index)
    .filter((index) => kindOf(index) !== 'outsider')
    .map((index) => {
      const kind = kindOf(index);
      const email = addressOf(plain, index);
      return {
        ...{key: personKey(index), name: plain.name(index), email},
        aliases: kind === 'alias' ? aliasOf(email) : '',
        status: kind === 'left' || kind === 'disabled' ? kind : ('active' as const),
      };
    });
}

/** Whose accounts a vendor's are; an account with an address that the world did not give is nobody's and left out. */
export function trueAccounts(
  plain: People,
  vendor: string,
  accounts: readonly {readonly account_id: string; readonly email: string}[],
): readonly TrueAccount[] {
  const people = worldPeople(plain, vendor);
  const byAddress = new Map<string, string>();
  for (let index = accounts.length - 1; index >= 0; index -= 1) {
    const isTwin = kindOf(index) === 'duplicate' && oddVendorOf(index) === vendor;
    byAddress.set(people.email(index), personKey(isTwin ? twinOf(index) : index));
  }
  return accounts.flatMap(({account_id, email}) => {
    const person = byAddress.get(email) ?? byAddress.get(email.toLowerCase());
    return person === undefined ? [] : [{vendor, account_id, person}];
  });
}
