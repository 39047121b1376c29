/**
 * Accounts planted for the findings of the audit, with the findings that each of them must have. What is true here is
 * written down beside each case, from what a rule promises; nothing is shared with the queries that are measured.
 */
export type PlantedVendor = 'pagerduty' | 'pandadoc' | 'pipedrive' | 'pagerduty_scim';
export type AccountState = 'active' | 'invited' | 'disabled' | 'removed';

export interface PlantedPerson {
  readonly first: string;
  readonly last: string;
  readonly email: string;
  /** An address that the roster knows beside it. */
  readonly alias: string;
  readonly phone: string;
}

export interface RosterRow {
  readonly key: string;
  readonly email: string;
  readonly first: string;
  readonly last: string;
  readonly status: 'active' | 'left' | 'disabled';
  readonly aliases: string;
  readonly phone: string;
  /** Days from the audit on; undefined: none. */
  readonly endsIn: number | undefined;
}

export interface PlantedAccount {
  readonly vendor: PlantedVendor;
  readonly id: string;
  readonly email: string;
  readonly first: string;
  readonly last: string;
  readonly phone: string;
  readonly state: AccountState;
  readonly isAdmin: boolean;
  /** Days before the audit; undefined: not told. */
  readonly seen: number | undefined;
  readonly invited: number | undefined;
  readonly hasRole: boolean;
  readonly onTeam: boolean;
  /** What PagerDuty could reach the person with, beside the phone. */
  readonly method: '' | 'email' | 'push' | 'sms, switched off';
  readonly isUrgent: boolean;
  readonly externalId: string;
}

/** What must and what may be found; `findingKey` says what the texts are. */
export interface Expected {
  readonly must: Set<string>;
  /** Of these nobody could say without doubt, so that they are not counted. */
  readonly open: Set<string>;
}

export interface PlantedCompany extends Expected {
  readonly roster: RosterRow[];
  readonly accounts: PlantedAccount[];
  /** Lines of decisions.csv and of service-accounts.csv. */
  readonly decisions: string[];
  readonly services: string[];
  /** Accounts that become admins, and accounts that are switched off, after the first audit. */
  readonly promoted: PlantedAccount[];
  readonly mended: PlantedAccount[];
}

/** Says which finding is meant: the rule, and the account, accounts, vendor or mailbox that it is about. */
export function findingKey(rule: string, ...subject: readonly string[]): string {
  return `${rule} ${[...subject].sort().join(' + ')}`;
}

export function subjectOf({vendor, id}: {readonly vendor: string; readonly id: string}): string {
  return `${vendor}:${id}`;
}

const FIRST =
  'Agnes Boris Clara Dorian Edith Felix Greta Hubert Irene Jakob Klara Leopold Martha Norbert Otilie Philip Rosa Stefan Ursula Viktor'.split(
    ' ',
  );
const LAST =
  'Ahlers Brandt Conrad Decker Eilers Franke Gerber Hauser Illner Jansen Krause Lorenz Meiners Nagel Ostrow Paulsen Rieger Seidel Tamm Volkers'.split(
    ' ',
  );

/** What the cases are written with. */
export class Planter {
  readonly company: PlantedCompany = {
    ...{roster: [], accounts: [], decisions: [], services: [], promoted: [], mended: []},
    ...{must: new Set(), open: new Set()},
  };
  private count = 0;

  /** `random` gives numbers from 0 to below 1. */
  constructor(private readonly random: () => number) {}

  pick<Item>(...list: readonly [Item, ...Item[]]): Item {
    return list[Math.floor(this.random() * list.length)] ?? list[0];
  }

  vendor(): 'pagerduty' | 'pandadoc' | 'pipedrive' {
    return this.pick('pagerduty', 'pandadoc', 'pipedrive');
  }

  number(): number {
    return (this.count += 1);
  }

  /** Somebody whose address and number nobody else has. */
  person(first = FIRST[Math.floor(this.random() * FIRST.length)] ?? 'Agnes'): PlantedPerson {
    const number = this.number();
    const last = LAST[Math.floor(this.random() * LAST.length)] ?? 'Ahlers';
    return {
      ...{first, last, phone: `+49 170 ${2_000_000 + number}`},
      email: `${first}.${last}.p${number}@acme.example`.toLowerCase(),
      alias: `p${number}.${last}@acme.example`.toLowerCase(),
    };
  }

  roster(person: PlantedPerson, changes: Partial<RosterRow> = {}): RosterRow {
    const {first, last, email, alias, phone} = person;
    const row: RosterRow = {
      ...{key: `pl-r${this.number()}`, email, first, last, status: 'active', aliases: alias, phone},
      ...{endsIn: undefined, ...changes},
    };
    this.company.roster.push(row);
    return row;
  }

  /** An account in good order, but for what `changes` says. */
  account(
    vendor: PlantedVendor,
    {email, first, last, phone}: PlantedPerson,
    changes: Partial<PlantedAccount> = {},
  ): PlantedAccount {
    const number = this.number();
    const account: PlantedAccount = {
      ...{vendor, id: vendor === 'pipedrive' ? String(number) : `pl-${vendor}-${number}`},
      ...{email: this.write(email), first, last, phone: this.pick('', this.dial(phone))},
      ...{state: 'active', isAdmin: false, seen: undefined, invited: undefined, hasRole: true},
      ...{onTeam: false, method: '', isUrgent: true, externalId: '', ...changes},
    };
    this.company.accounts.push(account);
    return account;
  }

  /** The number as one of several ways has it. */
  dial(phone: string): string {
    return this.pick(
      phone,
      phone.replaceAll(' ', ''),
      phone.replace('+49 ', '0'),
      phone.replaceAll(' ', '-').replace('+', '00'),
    );
  }

  must(rule: string, ...accounts: readonly PlantedAccount[]): void {
    for (const account of accounts) this.company.must.add(findingKey(rule, subjectOf(account)));
  }

  open(rule: string, ...accounts: readonly PlantedAccount[]): void {
    for (const account of accounts) this.company.open.add(findingKey(rule, subjectOf(account)));
  }

  /** A finding about all of these together. */
  mustTogether(
    rule: string,
    accounts: readonly PlantedAccount[],
    rows: readonly RosterRow[] = [],
  ): void {
    const subjects = [...accounts.map(subjectOf), ...rows.map(({key}) => `roster:${key}`)];
    this.company.must.add(findingKey(rule, ...subjects));
  }

  decide(
    decision: 'same' | 'not_same',
    one: PlantedAccount,
    other: PlantedAccount | RosterRow,
  ): void {
    const right = 'key' in other ? `roster,${other.key}` : `${other.vendor},${other.id}`;
    this.company.decisions.push(`${decision},${one.vendor},${one.id},${right}`);
  }

  private write(email: string): string {
    return this.pick(email, email, email.toUpperCase(), ` ${email} `);
  }
}
