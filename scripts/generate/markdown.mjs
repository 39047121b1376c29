/** Pieces of Markdown as prettier leaves them. */

export const code = (text) => `\`${text}\``;
/** As web pages of repositories name the heading. */
export const anchor = (name) => name.toLowerCase().replaceAll(/[^a-z0-9_-]/g, '');
export const list = (items) => items.map((item) => `- ${escapeText(item)}`).join('\n');
const cell = (text) => escapeText(String(text)).replaceAll('|', '\\|').replaceAll('\n', ' ');

/** Names with underlines and brackets would be taken for markup; what is in backquotes is not. */
export function escapeText(text) {
  return text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith('`') ? part : part.replaceAll(/[_*<]/g, (mark) => `\\${mark}`)))
    .join('');
}

export function table(head, rows) {
  const cells = [head, ...rows.map((row) => row.map(cell))];
  const widths = head.map((_name, at) => Math.max(...cells.map((row) => row[at].length)));
  const line = (row) => `| ${row.map((text, at) => text.padEnd(widths[at])).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [line(head), rule, ...cells.slice(1).map(line)].join('\n');
}
