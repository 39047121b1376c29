import {idAt} from './organization/ids';
import type {Organization} from './organization/organization';

/** People of other companies: numbers that no user has. */
const FIRST_PERSON = 2_000_000;

/** Recipients of documents, not members; all of them, or the one with this address. */
export function contactsOf(
  {settings, people, seed}: Organization,
  email: string | null,
): readonly Readonly<Record<string, unknown>>[] {
  const contacts: Readonly<Record<string, unknown>>[] = [];
  for (let number = 0; number < settings.contacts; number += 1) {
    const person = FIRST_PERSON + number;
    if (email !== null && people.email(person) !== email) continue;
    const [first = '', ...rest] = people.name(person).split(' ');
    contacts.push({
      id: idAt(seed, 'c', number),
      email: people.email(person),
      first_name: first,
      last_name: rest.join(' '),
      company: people.domain(person),
      job_title: null,
      phone: null,
      country: null,
      state: null,
      street_address: null,
      city: null,
      postal_code: null,
    });
  }
  return contacts;
}
