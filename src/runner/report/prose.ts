import stringWidth from 'string-width';

/**
 * A text for people on a terminal of this width: lines that are too long go on in the next line, below where
 * their words began and two further in. Tables fit already and stay as they are.
 */
export function prose(text: string, width: number): string {
  return text
    .split('\n')
    .map((line) => (stringWidth(line) <= width ? line : broken(line, width)))
    .join('\n');
}

function broken(line: string, width: number): string {
  const [start = ''] = /^\s*/.exec(line) ?? [];
  const lines: string[] = [];
  let current = '';
  for (const word of line.slice(start.length).split(' ')) {
    const indent = lines.length === 0 ? start : `${start}  `;
    const longer = current === '' ? `${indent}${word}` : `${current} ${word}`;
    if (current !== '' && stringWidth(longer) > width) {
      lines.push(current);
      current = `${start}  ${word}`;
    } else current = longer;
  }
  return [...lines, current].join('\n');
}
