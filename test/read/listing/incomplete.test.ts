import {emptyList, incompleteList, standsStill} from '../../../src/read/listing/incomplete';
import {noteCount, noteRows, startPass, type Pass} from '../../../src/read/listing/pass';

const source = {vendor: 'Example', purpose: 'list people'};

/** A pass that met these rows in one page, with the count of each answer. */
function pass(
  keys: string,
  {counts = [], proven = true}: {counts?: number[]; proven?: boolean},
): Pass {
  const made = {...startPass(new Set()), endIsProven: proven};
  const items = Array.from(keys, (id) => ({id}));
  noteRows(made, {items}, {keys: Array.from(keys), known: 0, twice: new Set()});
  for (const total of counts) noteCount(made, {items: [], total});
  return made;
}

const told = (...passes: Pass[]) => incompleteList(source, passes);

const RIGHTS = 'check the permissions of the credential';
const NO_HELP = 'Running it again will not help: report it to the vendor.';

describe('A list that was never whole', () => {
  it.each<[string, readonly Pass[], {kind: string; cause: string; next: string}]>([
    [
      'whose end was never proven',
      [pass('abc', {proven: false}), pass('abcd', {proven: false})],
      {kind: 'data', cause: 'its last page is as long as one that is cut', next: NO_HELP},
    ],
    [
      'with a row twice, the same in each reading',
      [pass('abab', {}), pass('abab', {}), pass('abab', {})],
      {kind: 'data', cause: '2 rows come twice in it', next: NO_HELP},
    ],
    [
      'with one row twice',
      [pass('aba', {}), pass('aba', {})],
      {kind: 'data', cause: '1 row comes twice in it', next: NO_HELP},
    ],
    [
      'whose counts differ, with the same rows each time',
      [pass('abc', {counts: [3, 5, 3]}), pass('abc', {counts: [3, 5, 3]})],
      {kind: 'data', cause: 'its answers count 3 to 5 rows, and 3 were sent', next: NO_HELP},
    ],
    [
      'that is short of its count, with the same rows each time',
      [pass('abc', {counts: [5]}), pass('abc', {counts: [5]})],
      {kind: 'data', cause: 'it counts 5 rows and sends 3', next: RIGHTS},
    ],
    [
      'of the same rows in another order',
      [pass('abc', {}), pass('cab', {})],
      {
        kind: 'transient',
        cause: 'its rows come in another order each time',
        next: 'Run the sync again',
      },
    ],
    [
      'with other rows twice each time',
      [pass('abca', {}), pass('abcb', {})],
      {
        kind: 'transient',
        cause: 'its rows come in another order each time',
        next: 'Run the sync again',
      },
    ],
    [
      'with rows twice and a count',
      [pass('abca', {counts: [5]}), pass('abcb', {counts: [5]})],
      {
        kind: 'transient',
        cause: 'its rows come in another order each time',
        next: 'Run the sync again',
      },
    ],
    [
      'of other rows each time',
      [pass('abc', {counts: [5]}), pass('abd', {counts: [5]})],
      {
        kind: 'transient',
        cause: 'rows were added and removed',
        next: 'when fewer changes are made',
      },
    ],
    [
      'of more rows each time',
      [pass('abc', {}), pass('abcd', {})],
      {
        kind: 'transient',
        cause: 'rows were added and removed',
        next: 'when fewer changes are made',
      },
    ],
  ])('%s', (_, passes, {kind, cause, next}) => {
    const failure = told(...passes);
    expect(failure.kind).toBe(kind);
    expect(failure.message).toContain(
      'Example did not give its whole list when asked to list people',
    );
    expect(failure.message).toContain(cause);
    expect(failure.message).toContain(`was read ${passes.length} times`);
    expect(failure.message).toContain(next);
  });

  it('of which one reading was proven to its end is not said to be cut', () => {
    const failure = told(pass('abc', {proven: false}), pass('abcd', {}));
    expect(failure.message).not.toContain('as long as one that is cut');
  });

  it('that was counted is not said to be cut', () => {
    const counted = {counts: [5], proven: false};
    expect(told(pass('abc', counted), pass('abc', counted)).message).toContain('it counts 5 rows');
  });
});

describe('A list that cannot be right', () => {
  it('says that the same page came again', () => {
    expect(standsStill(source)).toMatchObject({kind: 'data'});
    expect(standsStill(source).message).toMatch(/^Example sends the same page again .*list people/);
  });

  it('says why it cannot be empty', () => {
    const failure = emptyList(source, 'the owner is always there');
    expect(failure.kind).toBe('data');
    expect(failure.message).toMatch(/^Example gives an empty list when asked to list people/);
    expect(failure.message).toContain('the owner is always there');
  });
});
