import {rosterPeople} from '../../src/people/files/roster';
import {serviceSql} from '../../src/people/files/service-accounts';
import {preparePeople, resolvePeople} from '../../src/people/graph/resolve-people';
import {vendors} from '../../src/vendors/registry';
import {openWarehouse} from '../../src/warehouse/open-warehouse';
import {loadWorld, readPersons} from '../support/load-world';
import type {WorldAccount} from '../support/people-world';

const mappings = [
  ...vendors.flatMap(({people = []}) => people),
  rosterPeople('2026-11-01T00:00:00Z'),
];

type Line = readonly [
  vendor: WorldAccount['vendor'],
  name: string,
  email?: string,
  phone?: string,
  aliases?: readonly string[],
];

/** Accounts of each case, and the groups that they must form, as places in the case. */
const CASES: Readonly<Record<string, readonly [readonly Line[], string]>> = {
  'an alias that the roster knows': [
    [
      ['roster', 'Ada Poe', 'ada.poe@acme.example', '', ['apoe@acme.example']],
      ['pipedrive', 'Ada Poe', 'APoe@acme.example'],
    ],
    '01',
  ],
  'spaces and signs that cannot be seen in an address': [
    [
      ['roster', 'Ben Orr', 'ben.orr@acme.example'],
      ['pandadoc', 'Ben Orr', '\u00a0ben.orr@acme.example\u200b\t'],
    ],
    '01',
  ],
  'a surname first': [
    [
      ['roster', 'Taro J. Yamada', 'taro@acme.example'],
      ['pipedrive', 'Yamada Taro', 'taro@acme.example'],
    ],
    '01',
  ],
  'a married name, and a double one': [
    [
      ['roster', 'Cleo Fay', '', '+49 151 30000001'],
      ['pipedrive', 'Cleo Fay-Stone', '', '0151 30000001'],
    ],
    '01',
  ],
  'Cyrillic letters and two ways to write them in Latin ones': [
    [
      ['roster', 'Алексей Петров', 'a.petrov@acme.example'],
      ['pipedrive', 'Alexey Petrov', 'a.petrov@acme.example'],
      ['pandadoc', 'Aleksej Petrow', 'a.petrov@acme.example'],
    ],
    '012',
  ],
  'an initial, Cyrillic letters and two surnames': [
    [
      ['roster', 'Игорь Белов', 'i.belov@acme.example'],
      ['pandadoc', 'I. Falk', 'i.belov@acme.example'],
    ],
    '01',
  ],
  'a mailbox of two people of whom one is written in Cyrillic': [
    [
      ['roster', 'Оксана Белова', 'desk@acme.example'],
      ['pipedrive', 'Martin Vogel', 'desk@acme.example'],
    ],
    '0 1',
  ],
  'kanji, kana and Latin letters': [
    [
      ['roster', '山田 花子', 'hanako@acme.example'],
      ['pandadoc', 'ヤマダ ハナコ', 'hanako@acme.example'],
      ['pipedrive', 'Hanako Yamada', 'hanako@acme.example'],
    ],
    '012',
  ],
  'remarks behind a name': [
    [
      ['roster', 'Dora Lund', 'dora@acme.example'],
      ['pipedrive', 'Dora Lund (Contractor)', '', '+49 151 30000002'],
      ['pandadoc', 'Lund, Dora', 'dora@acme.example', '+49 151 30000002'],
    ],
    '012',
  ],
  'a degree behind a comma': [
    [
      ['roster', 'Egon Falk', '', '+49 151 30000003'],
      ['pipedrive', 'Egon Falk, PhD', '', '+49 151 30000003'],
    ],
    '01',
  ],
  'a login for a name': [
    [
      ['roster', 'Fay Noel', 'fay.noel@acme.example'],
      ['pipedrive', 'fnoel', 'fay.noel@acme.example'],
    ],
    '01',
  ],
  'twins with one phone': [
    [
      ['roster', 'Andre Hall', '', '+49 151 30000004'],
      ['pipedrive', 'Andrea Hall', '', '+49 151 30000004'],
    ],
    '0 1',
  ],
  'father and son with one phone': [
    [
      ['roster', 'Adam Moss', '', '+49 151 30000005'],
      ['pipedrive', 'Alan Moss', '', '+49 151 30000005'],
      ['pandadoc', 'A. Moss', '', '+49 151 30000005'],
    ],
    '0 1 2',
  ],
  'two people of one name at one office number': [
    [
      ['roster', 'Greg Hunt', 'greg.hunt@acme.example', '+49 30 1234567'],
      ['roster', 'Greg Hunt', 'greg.hunt2@acme.example', '+49 30 1234567'],
    ],
    '0 1',
  ],
  'extensions of an office number': [
    [
      ['roster', 'Hal Wood', '', '+49 30 7654321 ext 12'],
      ['pipedrive', 'Hal Wood', '', '+49 30 7654321 ext 13'],
      ['pandadoc', 'Hal Wood', '', '+49 30 7654321 ext 12'],
    ],
    '02 1',
  ],
  'a short form, an initial and a slip of the pen, all of one name': [
    [
      ['roster', 'William Brandt', 'william.brandt@acme.example'],
      ['pagerduty', 'Bill Brandt', 'william.brandt@acme.example'],
      ['pandadoc', 'W. Brandt', 'william.brandt@acme.example'],
      ['pipedrive', 'Wiliam Brandt', 'william.brandt@acme.example'],
    ],
    '0123',
  ],
  'brothers who are both called Ned, at one address': [
    [
      ['roster', 'Edmund Hall', 'hall@acme.example'],
      ['pipedrive', 'Edward Hall', 'hall@acme.example'],
    ],
    '0 1',
  ],
  'a shared mailbox of an initial and a short form with two surnames': [
    [
      ['roster', 'W. Adler', 'front@acme.example'],
      ['pipedrive', 'Bill Brandt', 'front@acme.example'],
    ],
    '0 1',
  ],
  'a shared mailbox': [
    [
      ['roster', 'Ida Berg', 'team@acme.example'],
      ['pipedrive', 'Otto Kern', 'team@acme.example'],
      ['pandadoc', 'Uwe Zorn', 'team@acme.example'],
    ],
    '0 1 2',
  ],
  'an address with a plus and another first name': [
    [
      ['roster', 'Jon Reed', 'sales@acme.example'],
      ['pipedrive', 'Kim Tate', 'sales+kim@acme.example'],
    ],
    '0 1',
  ],
  'no name beside an address with a plus': [
    [
      ['roster', 'Lea Voss', 'lea@acme.example'],
      ['pagerduty_scim', '', 'lea+pd@acme.example'],
    ],
    '0 1',
  ],
  'a person who is listed twice': [
    [
      ['roster', 'Mia Dorn', 'mia@acme.example'],
      ['roster', 'Mia Dorn', 'mia@acme.example'],
      ['pipedrive', 'Mia Dorn', 'mia@acme.example'],
    ],
    '012',
  ],
  'two logins at one vendor': [
    [
      ['roster', 'Nils Pohl', 'nils@acme.example'],
      ['pipedrive', 'Nils Pohl', 'nils@acme.example'],
      ['pipedrive', 'Nils Pohl', 'nils+2@acme.example'],
    ],
    '0 1 2',
  ],
  'a service account': [
    [
      ['roster', 'Olga Rehn', 'olga@acme.example'],
      ['pipedrive', 'Olga Rehn', 'bot-olga@acme.example', '+49 151 30000006'],
      ['pandadoc', 'Olga Rehn', 'olga@acme.example', '+49 151 30000006'],
    ],
    '02 1',
  ],
  'umlauts written out, beside a phone': [
    [
      ['roster', 'Jürgen Müller', '', '+49 151 30000007'],
      ['pipedrive', 'Juergen Mueller', '', '49 151 30000007'],
    ],
    '01',
  ],
  'father and son with one address': [
    [
      ['roster', 'Rolf Stein Sr.', 'stein@acme.example'],
      ['pipedrive', 'Rolf Stein Jr.', 'stein@acme.example'],
    ],
    '0 1',
  ],
  'hashes in place of numbers': [
    [
      ['roster', 'Tom Ufer', 'tom.ufer@acme.example', 'pii:99887766aabb'],
      ['pipedrive', 'Tom Ufer', 'tom.ufer2@acme.example', 'pii:99887766ccdd'],
    ],
    '0 1',
  ],
  'a number that a form was filled in with': [
    [
      ['roster', 'Sam Tiller', 'sam.tiller@acme.example', '0000000'],
      ['pipedrive', 'Sam Tiller', 'sam.tiller2@acme.example', '0000000'],
    ],
    '0 1',
  ],
  'no address and no phone': [
    [
      ['roster', 'Pia Stern'],
      ['pipedrive', 'Pia Stern'],
    ],
    '0 1',
  ],
};

function accountsOf(name: string, lines: readonly Line[], index: number): readonly WorldAccount[] {
  return lines.map(([vendor, text, email = '', phone = '', aliases = []], at) => {
    const [first = '', ...rest] = text.split(' ');
    const id = `${name.slice(0, 3)}${index}-${at}`;
    const last = rest.join(' ');
    return {vendor, id, email, aliases, first, last, name: text, phone, person: index, keys: []};
  });
}

describe('Hard cases', () => {
  const groups = new Map<string, string>();

  beforeAll(async () => {
    const worlds = Object.entries(CASES).map(([name, [lines]], index) =>
      accountsOf(name, lines, index),
    );
    const warehouse = await openWarehouse({path: ':memory:'});
    const {database} = warehouse;
    await preparePeople(database, {mappings, region: 'DE'});
    await loadWorld(database, worlds.flat());
    await resolvePeople(database, {
      mappings: mappings.filter(({isVisitors}) => isVisitors !== true),
      isService: serviceSql([{vendor: '', account: 'bot-*@acme.example'}]),
      ...{decisions: [], region: 'DE', at: '2026-11-01T00:00:00Z'},
    });
    const persons = await readPersons(database, worlds.flat());
    for (const [index, name] of Object.keys(CASES).entries()) {
      const own = (worlds[index] ?? []).map(({vendor, id}) => persons.get(`${vendor}:${id}`));
      const parts = [...new Set(own)].map((person) =>
        own.flatMap((other, at) => (other === person ? [at] : [])).join(''),
      );
      groups.set(name, parts.join(' '));
    }
    warehouse.close();
  });

  it.each(Object.entries(CASES).map(([name, [, expected]]) => [name, expected]))(
    'of %s form the groups %s',
    (name, expected) => {
      expect(groups.get(name)).toBe(expected);
    },
  );
});
