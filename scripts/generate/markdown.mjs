/** Pieces of Markdown as prettier leaves them. */

export const code = (text) => `\`${text}\``;
/** An underline inside a word is none. */
const MARKUP = /[*<]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g;

/** As web pages of repositories name the heading. */
export const anchor = (name) => name.toLowerCase().replaceAll(/[^a-z0-9_-]/g, '');
export const list = (items) => items.map((item) => `- ${escapeText(item)}`).join('\n');
const cell = (text) => escapeText(String(text)).replaceAll('|', '\\|').replaceAll('\n', ' ');

/** What would be taken for markup is escaped, save in backquotes and links; user_id is a name. */
export function escapeText(text) {
  return text
    .split(/(`[^`]*`|\(#[^)]*\))/)
    .map((part) => (/^(`|\(#)/.test(part) ? part : part.replaceAll(MARKUP, (mark) => `\\${mark}`)))
    .join('');
}

export function table(head, rows) {
  const cells = [head, ...rows.map((row) => row.map(cell))];
  const widths = head.map((_name, at) => Math.max(...cells.map((row) => row[at].length)));
  const line = (row) => `| ${row.map((text, at) => text.padEnd(widths[at])).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [line(head), rule, ...cells.slice(1).map(line)].join('\n');
}
