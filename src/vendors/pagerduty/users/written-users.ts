import {createSentList, type SentList} from '../../../core/records/sent-list';
import {jsonText} from '../../../core/json-text';
import type {StreamColumns} from '../../../read/columns/stream-columns';
import {ownText} from '../../../read/columns/text-row';
import {keptOthers} from '../rows';

const NULL = 'null';

/**
 * Makes rows of the users in an answer without parsing them, where they come as they usually do: the same rows
 * as `toRow` makes, which takes all others. Name and address are there for those who learn letters of them.
 */
export function writtenUsers(columns: StreamColumns): SentList {
  const writer = columns.createWriter();
  const {texts} = writer;
  const [id, name, email, others] = ['id', 'name', 'email', 'other_fields'].map((column) =>
    writer.placeOf(column),
  ) as [number, number, number, number];
  const textAt = (place: number): string | null => {
    const json = texts[place] ?? NULL;
    return json === NULL ? null : ownText(json.slice(1, -1));
  };
  return createSentList({
    at: 'users',
    make: (record) => {
      if (!writer.take(record)) return undefined;
      const key = textAt(id);
      if (key === null || key === '') return undefined;
      const sent = texts[others] ?? NULL;
      if (sent !== NULL) texts[others] = jsonText(keptOthers(JSON.parse(sent)));
      return writer.write({id: key, name: textAt(name), email: textAt(email)});
    },
  });
}
