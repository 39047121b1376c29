/**
 * Prints every text that a user may read, by file: sentences in string and template literals of the code, and titles,
 * descriptions and notes in `resources`. An argument keeps the files whose path holds it: `npm run texts src/write`.
 */
import {textsOfRepository} from './texts/texts-of-repository.mjs';

const [part = ''] = process.argv.slice(2);
let count = 0;
for (const {file, texts} of await textsOfRepository()) {
  if (!file.includes(part)) continue;
  count += texts.length;
  console.log(file);
  for (const {line, text} of texts) console.log(`  ${line}: ${text.replaceAll('\n', '\n    ')}`);
}
console.log(`${count} texts`);
