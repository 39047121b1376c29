import type {PageChange, PageChanges} from '../../page-data/run-page';
import {count, objectName} from '../parts/format';
import {Empty} from '../parts/section';
import {Value} from '../parts/value';

const MISSING: Readonly<Record<PageChanges['values'], string>> = {
  whole: '',
  after:
    'For fields without a value before, the history does not go back far enough to know what was sent before.',
  names:
    'This warehouse remembers digests of values, not the values: which fields changed is known, what stood in them is not. Set history.keep_values in the run file to see values here, or look at a dry run, which compares with the vendor.',
  none: '',
};

/** A few changed rows, field by field, with what is known of them. */
export function Changes({
  changes,
  masked,
}: {
  readonly changes: PageChanges;
  readonly masked: boolean;
}) {
  const {rows, all, values} = changes;
  if (all === 0)
    return <Empty>No row was new or changed: the objects hold what the models say.</Empty>;
  if (rows.length === 0) {
    return (
      <Empty>
        A run keeps digests of what it sent, not the values, so there is nothing to compare here. A
        dry run asks the vendor and shows values before and after: the command stands under Go on.
      </Empty>
    );
  }
  const hint = [MISSING[values], masked && values !== 'names' ? 'Values are masked.' : '']
    .filter((sentence) => sentence !== '')
    .join(' ');
  return (
    <>
      <p class="aside">
        {count(rows.length)} of {count(all)} new and changed rows. {hint}
      </p>
      <div class="cards changes">
        {rows.map((row) => (
          <ChangedRow key={`${row.object} ${row.key}`} row={row} values={values} />
        ))}
      </div>
    </>
  );
}

function ChangedRow({
  row,
  values,
}: {
  readonly row: PageChange;
  readonly values: PageChanges['values'];
}) {
  const {object, key, status, fields} = row;
  return (
    <article class="card change">
      <h3>
        <Value text={key} code /> <span class={`tag ${status}`}>{status}</span>
      </h3>
      <p class="aside">{objectName(object)}</p>
      {values === 'names' ? (
        <ul class="field-names">
          {fields.map(({field}) => (
            <li key={field}>
              <Value text={field} code />
            </li>
          ))}
        </ul>
      ) : (
        <FieldTable {...{fields, status}} />
      )}
    </article>
  );
}

function FieldTable({fields, status}: Pick<PageChange, 'fields' | 'status'>) {
  return (
    <table class="fields">
      <thead>
        <tr>
          <th scope="col">Field</th>
          {status === 'changed' && <th scope="col">Before</th>}
          <th scope="col">{status === 'changed' ? 'After' : 'Value'}</th>
        </tr>
      </thead>
      <tbody>
        {fields.map(({field, before, after}) => (
          <tr key={field}>
            <th scope="row">
              <Value text={field} code />
            </th>
            {status === 'changed' && (
              <td class="before">
                <Known text={before} />
              </td>
            )}
            <td class="after">
              <Known text={after} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Known({text}: {readonly text: string | null}) {
  return text === null ? <span class="unknown">not known</span> : <Value text={text} code />;
}
