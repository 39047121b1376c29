/**
 * Prints every text that a user may read, by file: sentences in string and template literals of the code, and titles,
 * descriptions and notes in `resources`. An argument keeps the files whose path holds it: `npm run texts src/write`.
 */
import {execFileSync} from 'node:child_process';
import {readFile} from 'node:fs/promises';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import ts from 'typescript';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');

const [part = ''] = process.argv.slice(2);
let count = 0;
for (const {file, texts} of await textsOfRepository()) {
  if (!file.includes(part)) continue;
  count += texts.length;
  console.log(file);
  for (const {line, text} of texts) console.log(`  ${line}: ${text.replaceAll('\n', '\n    ')}`);
}
console.log(`${count} texts`);

/**
 * The texts of the files in `src` and `resources`, in the order of paths: `{file, texts: [{line, text}]}`.
 * A literal counts when it reads as a sentence; in JSON, under whichever name it stands.
 */
async function textsOfRepository() {
  const names = execFileSync('git', ['ls-files', '-co', '--exclude-standard', 'src', 'resources'], {
    cwd: root,
    encoding: 'utf8',
  })
    .split('\n')
    .filter((name) => /\.(ts|json)$/.test(name) && !name.startsWith('src/generated/'));
  const files = await Promise.all(
    names.map(async (file) => {
      const source = await readFile(path.join(root, file), 'utf8');
      return {file, texts: textsOfSource(file, source)};
    }),
  );
  return files.filter(({texts}) => texts.length > 0);
}

/** The texts of one file; `file` tells JSON from TypeScript. */
function textsOfSource(file, source) {
  const tree = file.endsWith('.json')
    ? ts.parseJsonText(file, source)
    : ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const texts = [];
  const visit = (node) => {
    const text = textOf(node, tree);
    if (text === undefined) {
      ts.forEachChild(node, visit);
      return;
    }
    if (!isSentence(text)) return;
    const {line} = tree.getLineAndCharacterOfPosition(node.getStart(tree));
    texts.push({line: line + 1, text});
  };
  visit(tree);
  return texts;
}

/** A literal's text, with `{name}` for what is filled in; `'…' + '…'` is one text. */
function textOf(node, tree) {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (ts.isTemplateExpression(node)) {
    return node.templateSpans.reduce(
      (text, {expression, literal}) => `${text}{${expression.getText(tree)}}${literal.text}`,
      node.head.text,
    );
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const sides = [node.left, node.right].map((side) => textOf(side, tree));
    return sides.includes(undefined) ? undefined : sides.join('');
  }
  return undefined;
}

/** Two words of letters with a space between them, beside what is filled in. */
function isSentence(text) {
  return (
    /[a-z]{2}[,;:.)']? [a-z({'"]/i.test(text) &&
    /[a-z]{2,} [a-z]/i.test(text.replace(/\{[^}]*\}/g, 'xx'))
  );
}
