import {useParts} from '../parts/deferred-start';
import {useId, useMemo, useState} from 'preact/hooks';
import {count, counted, title, vendorName} from '../parts/format';
import {Paged, upTo} from '../parts/paged';
import {Empty} from '../parts/section';
import {Value} from '../parts/value';
import {readPeople} from './people-index';

type Open = (person: string) => void;

/** A search over all people. Nothing of it is read before the first view stands. */
export function People({open}: {readonly open: Open}) {
  const parts = useParts();
  if (parts === 'begun') return <Empty>Reading people …</Empty>;
  if (parts === 'failed') {
    return <Empty>This browser cannot unpack the people. Open the file in a newer one.</Empty>;
  }
  return <PeopleTable open={open} />;
}

function PeopleTable({open}: {readonly open: Open}) {
  const [text, setText] = useState('');
  const id = useId();
  const {people, searchable, accountsOf, vendorsOf} = readPeople();
  const places = useMemo(() => {
    const parts = text
      .toLowerCase()
      .normalize('NFC')
      .split(/\s+/)
      .filter((part) => part !== '');
    return upTo(people.person_id.length).filter((place) =>
      parts.every((part) => searchable(place).includes(part)),
    );
  }, [text]);
  if (people.person_id.length === 0) {
    return <Empty>No person is known: no vendor that was read has accounts of people.</Empty>;
  }
  return (
    <>
      <p class="filters">
        <span class="choice grow">
          <label for={id}>Search</label>
          <input
            id={id}
            type="search"
            placeholder="Name, address or account"
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </span>
      </p>
      <p class="aside" role="status">
        {counted(places.length, 'person', 'people')}
      </p>
      {places.length === 0 && <Empty>Nobody fits this search.</Empty>}
      {places.length > 0 && (
        <Paged key={text} places={places} label="people" size={20}>
          {(shown) => (
            <div class="wide">
              <table class="rows people">
                <thead>
                  <tr>
                    <th scope="col">Person</th>
                    <th scope="col">Roster</th>
                    <th scope="col">Accounts</th>
                    <th scope="col">At</th>
                  </tr>
                </thead>
                <tbody>
                  {shown.map((place) => (
                    <tr key={place}>
                      <td>
                        <button
                          type="button"
                          class="person"
                          onClick={() => open(people.person_id[place] ?? '')}
                        >
                          <Value text={nameOf(people.name[place], people.email[place])} cut />
                        </button>
                        <span class="aside under">
                          <Value text={people.email[place] ?? ''} />
                        </span>
                      </td>
                      <td>{title(people.roster_status[place] ?? '') || '–'}</td>
                      <td class="number">
                        {count(accountsOf(people.person_id[place] ?? '').length)}
                      </td>
                      <td class="aside">
                        {vendorsOf(people.person_id[place] ?? '')
                          .map(vendorName)
                          .join(', ')}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </Paged>
      )}
    </>
  );
}

function nameOf(name = '', email = ''): string {
  if (name !== '') return name;
  return email === '' ? 'No name' : email;
}
