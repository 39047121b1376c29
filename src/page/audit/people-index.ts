import type {AccountColumns, PeopleColumns} from '../../page-data/audit-page';
import {readPart} from '../parts/read-data';

interface PeopleIndex {
  readonly people: PeopleColumns;
  readonly accounts: AccountColumns;
  /** Lower-case text in which a person is searched: names, addresses and ids of all accounts. */
  readonly searchable: (place: number) => string;
  readonly placeOf: (person: string) => number | undefined;
  /** Places of a person's accounts. */
  readonly accountsOf: (person: string) => readonly number[];
  readonly vendorsOf: (person: string) => readonly string[];
}

let index: PeopleIndex | undefined;

/** People with their accounts; made once. */
export function readPeople(): PeopleIndex {
  index ??= buildIndex(readPart('people'), readPart('accounts'));
  return index;
}

function buildIndex(people: PeopleColumns, accounts: AccountColumns): PeopleIndex {
  const byPerson = placesBy(accounts.person_id);
  const places = new Map(people.person_id.map((id, place) => [id, place]));
  const accountsOf = (person: string): readonly number[] => byPerson.get(person) ?? [];
  const texts: string[] = [];
  return {
    people,
    accounts,
    accountsOf,
    placeOf: (person) => places.get(person),
    vendorsOf: (person) => [
      ...new Set(accountsOf(person).map((place) => accounts.vendor[place] ?? '')),
    ],
    searchable: (place) => {
      let text = texts[place];
      if (text === undefined) {
        const own = accountsOf(people.person_id[place] ?? '').flatMap((at) => [
          accounts.name[at],
          accounts.email[at],
          accounts.account_id[at],
        ]);
        text = [people.name[place], people.email[place], ...own]
          .join('\n')
          .toLowerCase()
          .normalize('NFC');
        texts[place] = text;
      }
      return text;
    },
  };
}

/** Places of each value of a column. */
function placesBy(column: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  for (const [place, name] of column.entries()) {
    const list = places.get(name);
    if (list === undefined) places.set(name, [place]);
    else list.push(place);
  }
  return places;
}
