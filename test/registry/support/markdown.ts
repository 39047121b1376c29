/** A heading with what stands below it, up to the next heading of any level. */
export interface Section {
  readonly level: number;
  readonly title: string;
  readonly text: string;
}

/** The sections of a page in their order; what stands before the first heading is left out. */
export function sectionsOf(page: string): readonly Section[] {
  const sections: {level: number; title: string; lines: string[]}[] = [];
  for (const line of linesOutsideCode(page)) {
    const [, marks, title] = /^(#{1,6}) (.+)$/.exec(line.text) ?? [];
    if (line.code || marks === undefined || title === undefined) {
      sections.at(-1)?.lines.push(line.text);
    } else {
      sections.push({level: marks.length, title, lines: []});
    }
  }
  return sections.map(({level, title, lines}) => ({level, title, text: lines.join('\n')}));
}

/** What stands below the headings of this title, each with its sub-sections. */
export function textBelow(page: string, title: string): string {
  const sections = sectionsOf(page);
  const start = sections.findIndex((section) => section.title === title);
  const first = sections[start];
  if (first === undefined) return '';
  const rest = sections.slice(start + 1);
  const end = rest.findIndex(({level}) => level <= first.level);
  const inner = end < 0 ? rest : rest.slice(0, end);
  return [first.text, ...inner.map((section) => section.text)].join('\n');
}

/** Rows of all tables in a text, cells without blanks around them; heads and rules are left out. */
export function tableRows(text: string): readonly (readonly string[])[] {
  const lines = text.split('\n').map((line) => (line.startsWith('|') ? line : ''));
  return lines
    .filter((line, at) => line !== '' && !isRule(line) && !isRule(lines[at + 1] ?? ''))
    .map((line) =>
      line
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim()),
    );
}

const isRule = (line: string): boolean => /^\|[\s:|-]+\|$/.test(line);

/** Targets of the links in a text, those in code left out. */
export function linksOf(page: string): readonly string[] {
  const text = linesOutsideCode(page)
    .filter(({code}) => !code)
    .map((line) => line.text)
    .join('\n')
    .replaceAll(/`[^`\n]*`/g, '');
  return [...text.matchAll(/\]\(([^()\s]+)\)/g)].flatMap(([, target]) => target ?? []);
}

/** The names by which headings can be linked to, as web pages of repositories make them. */
export function anchorsOf(page: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const {title} of sectionsOf(page)) {
    const name = title
      .replaceAll(/[`*]|\\(?=[_<>*])/g, '')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-');
    let free = name;
    for (let nth = 1; anchors.has(free); nth += 1) free = `${name}-${nth}`;
    anchors.add(free);
  }
  return anchors;
}

function linesOutsideCode(page: string): readonly {text: string; code: boolean}[] {
  let fence = false;
  return page.split('\n').map((text) => {
    const isFence = text.trimStart().startsWith('```');
    if (isFence) fence = !fence;
    return {text, code: fence || isFence};
  });
}
