import ts from 'typescript';
import {filesBelow, readProjectFile} from './project-files';

/** What stands in a text of the source in place of a value that is known only when it runs. */
export const HOLE = '…';

/** A text that the program can print, or a part of one. */
export interface SourceText {
  readonly file: string;
  readonly text: string;
}

/** Every text in the files of a folder, with holes for values; comments are none. */
export function sourceTexts(
  folder: string,
  isWanted: (file: string) => boolean,
): readonly SourceText[] {
  return filesBelow(folder)
    .filter((file) => file.endsWith('.ts') && isWanted(file))
    .flatMap((file) => textsIn(file));
}

function textsIn(file: string): readonly SourceText[] {
  const source = ts.createSourceFile(file, readProjectFile(file), ts.ScriptTarget.Latest);
  const found: SourceText[] = [];
  const visit = (node: ts.Node): void => {
    const text = ts.isExpression(node) ? textOf(node) : undefined;
    if (text !== undefined) found.push({file, text});
    // A text may stand in the hole of another one.
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The text of literals, of templates and of their sums; undefined for other expressions. */
function textOf(node: ts.Expression): string | undefined {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (ts.isTemplateExpression(node)) {
    const spans = node.templateSpans.map(({expression, literal}) => {
      return (textOf(expression) ?? HOLE) + literal.text;
    });
    return node.head.text + spans.join('');
  }
  if (ts.isParenthesizedExpression(node)) return textOf(node.expression);
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const [left, right] = [textOf(node.left), textOf(node.right)];
    return left === undefined && right === undefined ? undefined : (left ?? HOLE) + (right ?? HOLE);
  }
  return undefined;
}

/** Whether a text of the source has all parts of a quotation, in order; `…` stands for anything. */
export function holds({text}: SourceText, quotation: string): boolean {
  let from = 0;
  return quotation.split(HOLE).every((part) => {
    const at = text.indexOf(part, from);
    from = at + part.length;
    return at >= 0;
  });
}
