/**
 * Prints figures of the code's shape: files per folder, named types, exports that nobody imports, comments
 * that repeat a name, the longest functions and files. `--list` names each of what is over the mark.
 */
import {readFile} from 'node:fs/promises';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {execFileSync} from 'node:child_process';
import ts from 'typescript';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const FOLDER_FILES_MAX = 20;
const FILE_LINES_MAX = 300;
const FUNCTION_LINES_MAX = 50;
const list = process.argv.includes('--list');

const names = execFileSync(
  'git',
  ['ls-files', '-co', '--exclude-standard', 'src', 'test', 'bench'],
  {
    cwd: root,
    encoding: 'utf8',
  },
)
  .split('\n')
  .filter((name) => /\.tsx?$/.test(name) && !name.startsWith('src/generated/'));
const files = await Promise.all(
  names.map(async (name) => {
    const text = await readFile(path.join(root, name), 'utf8');
    return {name, text, tree: ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true)};
  }),
);
const known = new Set(files.map(({name}) => name));
const own = files.filter(({name}) => name.startsWith('src/'));

const isType = (node) => ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node);
const isExported = (node) =>
  (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Export) !== 0 ||
  ts.isExportAssignment(node);
const linesOf = (file, node) =>
  file.tree.getLineAndCharacterOfPosition(node.end).line -
  file.tree.getLineAndCharacterOfPosition(node.getStart(file.tree)).line +
  1;
const at = (file, node, name) =>
  `${file.name}:${file.tree.getLineAndCharacterOfPosition(node.getStart(file.tree)).line + 1} ${name}`;

function walk(node, visit) {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

/** The file that another one names in an import. */
function fileOf(importer, specifier) {
  const target = path.posix.join(path.posix.dirname(importer), specifier);
  return known.has(`${target}.tsx`) ? `${target}.tsx` : `${target}.ts`;
}

/** What each file takes from which file: `path name`. */
function importedNames() {
  const imported = new Set();
  for (const {name, tree} of files) {
    for (const statement of tree.statements) {
      if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) continue;
      const specifier = statement.moduleSpecifier?.text;
      if (specifier === undefined || !specifier.startsWith('.')) continue;
      const target = fileOf(name, specifier);
      const clause = statement.importClause?.namedBindings ?? statement.exportClause;
      if (clause === undefined || ts.isNamespaceImport(clause)) imported.add(`${target} *`);
      else
        for (const one of clause.elements)
          imported.add(`${target} ${(one.propertyName ?? one.name).text}`);
    }
    // A command imports its function when it runs.
    walk(tree, (node) => {
      if (!ts.isCallExpression(node) || node.expression.kind !== ts.SyntaxKind.ImportKeyword)
        return;
      const [specifier] = node.arguments;
      if (specifier !== undefined && ts.isStringLiteral(specifier))
        imported.add(`${fileOf(name, specifier.text)} *`);
    });
  }
  return imported;
}

function folders() {
  const counts = new Map();
  for (const {name} of files) {
    const folder = path.posix.dirname(name);
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return [...counts]
    .filter(([, count]) => count > FOLDER_FILES_MAX)
    .map(([folder, count]) => `${folder}: ${count}`);
}

function types() {
  return own.flatMap((file) =>
    file.tree.statements.filter(isType).map((node) => at(file, node, node.name.text)),
  );
}

function exportsOfNobody() {
  const imported = importedNames();
  return own.flatMap((file) =>
    file.tree.statements
      .filter(isExported)
      .flatMap((node) =>
        ts.isVariableStatement(node)
          ? node.declarationList.declarations.map(({name}) => name)
          : node.name === undefined
            ? []
            : [node.name],
      )
      .filter(
        (name) => !imported.has(`${file.name} ${name.text}`) && !imported.has(`${file.name} *`),
      )
      .map((name) => at(file, name, name.text)),
  );
}

/** Comments whose words all stand in the name that they explain. */
function thinComments() {
  const found = [];
  for (const file of own) {
    walk(file.tree, (node) => {
      const [comment] = node.jsDoc ?? [];
      if (comment === undefined || node.name === undefined) return;
      const words = (text) => new Set(text.toLowerCase().match(/[a-z]+/g) ?? []);
      const said = typeof comment.comment === 'string' ? comment.comment : '';
      // A range is a fact.
      if (/\d/.test(said)) return;
      const known = words(node.name.getText(file.tree).replace(/([A-Z])/g, ' $1'));
      const small = new Set([
        'a',
        'an',
        'the',
        'of',
        'is',
        'are',
        'it',
        'its',
        'to',
        'for',
        'in',
        'and',
      ]);
      const news = [...words(said)].filter(
        (word) => !small.has(word) && !known.has(word) && !known.has(word.replace(/s$/, '')),
      );
      if (said !== '' && news.length === 0) found.push(at(file, node, said));
    });
  }
  return found;
}

function longFunctions() {
  return own.flatMap((file) => {
    const found = [];
    walk(file.tree, (node) => {
      if (
        ts.isFunctionLike(node) &&
        node.body !== undefined &&
        linesOf(file, node) > FUNCTION_LINES_MAX
      ) {
        found.push(
          at(
            file,
            node,
            `${node.name?.getText(file.tree) ?? 'function'}: ${linesOf(file, node)} lines`,
          ),
        );
      }
    });
    return found;
  });
}

const lines = own.reduce((sum, {text}) => sum + text.split('\n').length - 1, 0);
const typesFound = types();
const rows = [
  [`folders of more than ${FOLDER_FILES_MAX} files`, folders()],
  [`exports that nobody imports`, exportsOfNobody()],
  ['comments that only repeat a name', thinComments()],
  [`functions of more than ${FUNCTION_LINES_MAX} lines`, longFunctions()],
  [
    `files of more than ${FILE_LINES_MAX} lines`,
    own.filter(({text}) => text.split('\n').length > FILE_LINES_MAX).map(({name}) => name),
  ],
];
console.log(`${own.length} files, ${lines} lines in src`);
console.log(
  `${typesFound.length} named types, ${((1000 * typesFound.length) / lines).toFixed(1)} in 1,000 lines`,
);
for (const [title, found] of rows) {
  console.log(`${found.length} ${title}`);
  if (list) for (const line of found) console.log(`  ${line}`);
}
