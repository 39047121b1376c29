import {replaceStrings} from '../../core/json-strings';
import type {SecretMask} from '../../core/secrets/secret-mask';
import {readTable, RESULT_QUERIES, type ResultTable} from '../../people/read-result';
import type {Audit} from './audit-people';

/**
 * Prints an audit as one JSON object, table after table, so that memory does not grow with the accounts. `out` prints a
 * text as it is and waits until it is taken.
 */
export async function printJson(
  audit: Audit,
  mask: SecretMask,
  out: (text: string) => Promise<void>,
): Promise<void> {
  const {database, left_out, notes, seconds} = audit;
  // Inside strings, so that it stays JSON.
  const masked = (text: string): string =>
    mask.mayChange(text) ? replaceStrings(text, (value) => mask.apply(value)) : text;
  await out('{\n');
  for (const table of Object.keys(RESULT_QUERIES) as ResultTable[]) {
    await out(`  "${table}": [`);
    let names: readonly string[] | undefined;
    let between = '\n';
    for await (const cells of readTable(database, table)) {
      if (names === undefined) {
        names = (cells[0] ?? []).map(String);
        continue;
      }
      const known = names;
      const rows = cells.map((row) =>
        JSON.stringify(Object.fromEntries(row.map((cell, at) => [known[at], cell]))),
      );
      await out(masked(`${between}    ${rows.join(',\n    ')}`));
      between = ',\n';
    }
    await out(between === '\n' ? '],\n' : '\n  ],\n');
  }
  const rest = JSON.stringify({left_out, notes, seconds}, null, 2);
  await out(masked(`${rest.slice(rest.indexOf('\n') + 1)}\n`));
}
