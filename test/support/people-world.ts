/**
 * Made-up companies with known truth, for the identity graph. Nothing here is shared with the rules that are
 * measured: names, short forms and ways of writing are lists of its own.
 */

/** An account as a vendor would have it; `person` is the truth, null for nobody's. */
export interface WorldAccount {
  readonly vendor: WorldVendor;
  readonly id: string;
  email: string;
  readonly aliases: readonly string[];
  readonly first: string;
  readonly last: string;
  /** One text, where the vendor has no parts. */
  readonly name: string;
  phone: string;
  readonly person: number | null;
  /** Texts that belong to the person and could prove it: addresses and numbers, as the truth knows them. */
  keys: readonly string[];
}

type WorldVendor = 'roster' | 'pagerduty' | 'pandadoc' | 'pipedrive' | 'pagerduty_scim';

export interface World {
  readonly accounts: readonly WorldAccount[];
  /** Addresses of service accounts, for service-accounts.csv. */
  readonly services: readonly string[];
  /** People whose accounts must go to review: one of them has two accounts of one vendor. */
  readonly doubled: ReadonlySet<number>;
}

const FIRST: readonly (readonly string[])[] = (
  'William:Bill:Will Robert:Bob:Rob Elizabeth:Liz:Beth Katherine:Kate:Kathy Michael:Mike James:Jim Thomas:Tom Richard:Rick ' +
  'Margaret:Maggie:Peggy Alexander:Alex Jennifer:Jen Matthew:Matt Christopher:Chris Nicholas:Nick Samuel:Sam Daniel:Dan ' +
  'Joseph:Joe Edward:Ed:Ted Anthony:Tony Patricia:Pat:Trish Susan:Sue Deborah:Deb Victoria:Vicky Andrew:Drew:Andy Gregory:Greg ' +
  'Friedrich:Fritz Johannes:Hannes Wolfgang:Wolf Katarzyna:Kasia Małgorzata:Gosia Francisco:Paco José:Pepe ' +
  'Lars Ingrid Søren Jürgen Björn Åsa Zoë Chloé François Noël Aiko Kenji Priya Rahul Fatima Omar Leila Yusuf Nadia Igor Oksana ' +
  'Tariq Mei Ling Duc Thuy Kwame Ama Chidi Ngozi Emeka Tunde Lerato Sipho Thabo Zanele Mateo Camila Thiago Renata Bruno Livia ' +
  'Enzo Marco Chiara Paolo Ginevra Henrik Astrid Mikkel Freja Eero Aino Jari Kaisa Tõnu Liis Vytautas Ruta Janis Ilze Zsolt ' +
  'Eszter Bogdan Ioana Radu Milan Jovana Dragan Yiannis Eleni Kostas Despina Cem Ayşe Emre Zeynep Ravi Ananya Arjun Deepa Siti'
)
  .split(' ')
  .map((entry) => entry.split(':'));
const STARTS =
  'Ba Ber Bo Cal Car Da Del Dor Fen Fal Gar Gol Ha Hol Jas Kar Kel Kow Lan Lin Mar Mül Nor Oli Pet Que Ras Ros Sal Sten Tal Tor Ul Var Wal Wes Yil Zim'.split(
    ' ',
  );
const MIDDLES = 'a be chi da el fa gra hi in ka le mo ni or pa ri sta te u vo'.split(' ');
const ENDS =
  'ber der dóttir es feld ger ham ić ini ka ler man mann nes ov quist rup sen ski son ström ton vić well wood ýr'.split(
    ' ',
  );
const CYRILLIC: Readonly<Record<string, string>> = {Igor: 'Игорь', Oksana: 'Оксана', Nadia: 'Надя'};

/** A generator of numbers from 0 to below 1 that only depends on its seed. */
export function randomFrom(seed: number): () => number {
  let state = (seed * 2_654_435_761) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Person {
  readonly index: number;
  readonly first: string;
  readonly shorts: readonly string[];
  readonly last: string;
  readonly married: string;
  readonly address: string;
  readonly alias: string;
  readonly phone: string;
  readonly phoneProves: boolean;
}

/** A company of about `people` people, with every difficulty in it. */
export function makeWorld(seed: number, people: number): World {
  const random = randomFrom(seed + 1);
  const chance = (share: number): boolean => random() < share;
  const pick = <Item>(list: readonly Item[]): Item =>
    list[Math.floor(random() * list.length)] as Item;
  const surname = (): string => pick(STARTS) + (chance(0.8) ? pick(MIDDLES) : '') + pick(ENDS);
  const accounts: WorldAccount[] = [];
  const doubled = new Set<number>();
  const used = new Set<string>();
  let ids = 0;
  const idOf = (vendor: string): string =>
    `${vendor.slice(0, 2).toUpperCase()}${(ids += 1).toString(36)}`;
  const plain = (text: string): string =>
    text
      .normalize('NFD')
      .replace(/[^A-Za-z]/g, '')
      .toLowerCase() || 'x';
  const unique = (local: string): string => {
    let candidate = local;
    for (let count = 2; used.has(candidate); count += 1) candidate = `${local}${count}`;
    used.add(candidate);
    return candidate;
  };
  let before: Person | undefined;
  let office = '';
  for (let index = 0; index < people; index += 1) {
    const [first = '', ...shorts] = chance(0.002) ? [pick(['O', 'E', 'U'])] : pick(FIRST);
    const kin =
      before !== undefined &&
      chance(0.004) &&
      before.first !== first &&
      !before.first.startsWith(first.slice(0, 1));
    const namesake = before !== undefined && !kin && chance(0.01);
    const last = (kin || namesake) && before ? before.last : surname();
    const given = namesake && before ? before.first : first;
    if (index % 400 === 0) office = `+49 30 ${Math.floor(1e6 + random() * 8e6)}`;
    const atOffice = chance(0.04);
    const own = `+49 151 ${String(10_000_000 + seed * 31 + index * 7).slice(0, 8)}`;
    const phone = kin && before ? before.phone : atOffice ? office : own;
    const person: Person = {
      ...{index, first: given, last, married: surname(), phone, phoneProves: !kin && !atOffice},
      shorts: namesake ? (before?.shorts ?? []) : shorts,
      address: `${unique(`${plain(given)}.${plain(last)}`)}@acme.example`,
      alias: `${unique(`${plain(given).slice(0, 1)}${plain(last)}`)}@acme.example`,
    };
    const marries = chance(0.02);
    const knowsAlias = chance(0.7);
    const nameOf = (): {readonly first: string; readonly last: string} => {
      const surnameNow = marries && chance(0.5) ? person.married : person.last;
      if (chance(0.01)) return {first: '', last: ''};
      if (chance(0.12) && person.shorts.length > 0)
        return {first: pick(person.shorts), last: surnameNow};
      if (chance(0.02)) return {first: `${person.first.charAt(0)}.`, last: surnameNow};
      if (chance(0.02)) return {first: `${person.first} ${pick(FIRST)[0] ?? ''}`, last: surnameNow};
      if (chance(0.3) && CYRILLIC[person.first] !== undefined) {
        return {first: CYRILLIC[person.first] ?? '', last: 'Иванова'};
      }
      if (chance(0.02) && person.first.length > 5) {
        return {first: person.first.slice(0, 4) + person.first.slice(5), last: surnameNow};
      }
      if (chance(0.05))
        return {first: person.first.toUpperCase(), last: surnameNow.normalize('NFD')};
      return {first: person.first, last: surnameNow};
    };
    const add = (
      vendor: WorldVendor,
      forced?: {readonly email: string; readonly phone: string},
    ): WorldAccount => {
      const {first: shown, last: family} = nameOf();
      const usesAlias = vendor !== 'roster' && chance(0.08);
      let email = usesAlias ? person.alias : person.address;
      if (chance(0.04) && vendor !== 'roster')
        email = email.replace('@', `+${vendor.slice(0, 4)}@`);
      if (chance(0.03)) email = '';
      if (chance(0.05)) email = ` ${email.toUpperCase()}`;
      const aliases = vendor === 'roster' && knowsAlias ? [person.alias] : [];
      const shownPhone = chance(0.65) ? writePhone(person.phone, random) : '';
      const text =
        chance(0.04) && family !== '' ? `${family}, ${shown}` : `${shown} ${family}`.trim();
      const account: WorldAccount = {
        ...{vendor, id: idOf(vendor), aliases, person: index},
        email: forced?.email ?? email,
        first: shown,
        last: family,
        name: text,
        phone: forced?.phone ?? shownPhone,
        keys: [],
      };
      account.keys = [
        ...[account.email, ...aliases]
          .map((address) =>
            address
              .trim()
              .toLowerCase()
              .replace(/\+[^@]*@/, '@'),
          )
          .filter((address) => address !== ''),
        // A number proves only beside a name that fits; marriages and missing names take that away.
        ...(account.phone !== '' && person.phoneProves && shown !== '' && family === person.last
          ? [person.phone]
          : []),
      ];
      accounts.push(account);
      return account;
    };
    if (chance(0.95)) add('roster');
    for (const vendor of ['pagerduty', 'pandadoc', 'pipedrive'] as const)
      if (chance(0.65)) add(vendor);
    if (chance(0.1)) {
      const rest = accounts.at(-1);
      if (rest?.person === index && rest.vendor === 'pagerduty') {
        add('pagerduty_scim', {email: rest.email, phone: ''});
      }
    }
    // Somebody who comes back, and whose first account was never removed.
    if (chance(0.0002)) {
      const first2 = add('pagerduty', {email: person.address, phone: person.phone});
      const again = add('pagerduty', {
        email: person.address.replace('@', '+2@'),
        phone: person.phone,
      });
      if (first2.first !== '' && again.first !== '') doubled.add(index);
    }
    before = person;
  }
  plantMailboxes(accounts, random, people);
  plantSwaps(accounts, random, people);
  const services = plantServices(accounts, idOf, Math.max(2, Math.floor(people / 2000)));
  return {accounts, services, doubled};
}

function writePhone(phone: string, random: () => number): string {
  const way = Math.floor(random() * 4);
  if (way === 0) return phone;
  if (way === 1) return phone.replaceAll(' ', '');
  if (way === 2) return phone.replaceAll(' ', '-').replace('+', '00');
  return phone.replace('+49 ', '0').replaceAll(' ', ' / ');
}

/** Several people sign in with the team's address. */
function plantMailboxes(accounts: WorldAccount[], random: () => number, people: number): void {
  for (let box = 0; box < people / 1500; box += 1) {
    const from = Math.floor(random() * accounts.length);
    const members = accounts
      .slice(from, from + 12)
      .filter(({vendor, first}) => vendor === 'pandadoc' && first !== '');
    if (new Set(members.map(({first}) => first.charAt(0).toLowerCase())).size < 2) continue;
    for (const account of members) {
      account.email = `team${box}@acme.example`;
      account.keys = account.keys.filter((key) => !key.includes('@'));
    }
  }
}

/** Two people got each other's address at one vendor. Such addresses prove nothing about either. */
function plantSwaps(accounts: WorldAccount[], random: () => number, people: number): void {
  for (let swap = 0; swap < people / 2500; swap += 1) {
    const from = Math.floor(random() * accounts.length);
    const [one, other] = accounts
      .slice(from, from + 40)
      .filter(
        ({vendor, email, first}) =>
          vendor === 'pipedrive' && email.trim() !== '' && first.length > 2,
      );
    if (
      !one ||
      !other ||
      one.first.slice(0, 2).toLowerCase() === other.first.slice(0, 2).toLowerCase()
    )
      continue;
    const lost = new Set([...one.keys, ...other.keys].filter((key) => key.includes('@')));
    [one.email, other.email] = [other.email, one.email];
    for (const account of accounts.slice(Math.max(0, from - 20), from + 60)) {
      account.keys = account.keys.filter((key) => !lost.has(key));
    }
  }
}

function plantServices(
  accounts: WorldAccount[],
  idOf: (vendor: string) => string,
  count: number,
): readonly string[] {
  const services: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const email = `svc-${index}@acme.example`;
    services.push(email);
    for (const vendor of ['pagerduty', 'pandadoc', 'pipedrive'] as const) {
      const rest = {
        aliases: [],
        first: 'Robot',
        last: `Nr${index}`,
        name: `Robot Nr${index}`,
        phone: '',
        keys: [],
      };
      accounts.push({vendor, id: idOf(vendor), email, person: null, ...rest});
    }
  }
  return services;
}

/** What a resolution did, against the truth. */
export interface Score {
  readonly linked: number;
  readonly wrong: number;
  readonly precision: number;
  /** Of the pairs of one person whom evidence connects. */
  readonly recall: number;
  readonly clusters: number;
  readonly review: number;
}

/** Compares who is with whom. `personOf`: by `vendor:id`; `inReview`: clusters that were not linked. */
export function scoreWorld(
  world: World,
  personOf: ReadonlyMap<string, string>,
  inReview: number,
): Score {
  const byPerson = new Map<string, WorldAccount[]>();
  const byTruth = new Map<number, WorldAccount[]>();
  for (const account of world.accounts) {
    if (account.person === null) continue;
    push(byPerson, personOf.get(`${account.vendor}:${account.id}`) ?? account.id, account);
    push(byTruth, account.person, account);
  }
  let linked = 0;
  let wrong = 0;
  for (const group of byPerson.values()) {
    for (const [one, other] of pairsOf(group)) {
      linked += 1;
      if (one.person !== other.person) wrong += 1;
    }
  }
  let provable = 0;
  let found = 0;
  for (const [person, group] of byTruth) {
    if (world.doubled.has(person)) continue;
    const partOf = connect(group);
    for (const [one, other] of pairsOf(group)) {
      if (partOf(one) !== partOf(other)) continue;
      provable += 1;
      const same =
        personOf.get(`${one.vendor}:${one.id}`) === personOf.get(`${other.vendor}:${other.id}`);
      if (same) found += 1;
    }
  }
  return {
    ...{linked, wrong, precision: linked === 0 ? 1 : (linked - wrong) / linked},
    ...{recall: provable === 0 ? 1 : found / provable, clusters: byPerson.size, review: inReview},
  };
}

/** The part of the group that evidence connects an account with, by number. */
export function connect(group: readonly WorldAccount[]): (account: WorldAccount) => number {
  const part = new Map(group.map((account, index) => [account, index]));
  for (const [one, other] of [...pairsOf(group), ...pairsOf(group), ...pairsOf(group)]) {
    if (!one.keys.some((key) => other.keys.includes(key))) continue;
    const low = Math.min(part.get(one) ?? 0, part.get(other) ?? 0);
    part.set(one, low).set(other, low);
  }
  return (account) => part.get(account) ?? -1;
}

function* pairsOf<Item>(list: readonly Item[]): Generator<readonly [Item, Item]> {
  for (const [at, one] of list.entries())
    for (const other of list.slice(at + 1)) yield [one, other];
}

function push<Key, Item>(map: Map<Key, Item[]>, key: Key, item: Item): void {
  const list = map.get(key);
  if (list) list.push(item);
  else map.set(key, [item]);
}
