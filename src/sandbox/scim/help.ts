import {QUIRK_NAMES, QUIRKS} from './quirks/quirks';

/** Columns of a terminal. */
const LINE_MAX = 80;

/** For `user-sync sandbox --help`: profiles and quirks of the SCIM services. */
export function scimHelp(): string {
  const width = Math.max(...QUIRK_NAMES.map((name) => name.length));
  return [
    'SCIM services: --set scim.profile=PROFILE',
    '  guide       users of four vendors, groups of all but PandaDoc (the default)',
    '  documented  as far as the vendors document them',
    '  strict      all that RFC 7643 and RFC 7644 have, and nothing else is accepted',
    '',
    "SCIM services that answer oddly: --set 'scim.quirks=[NAME, NAME]'",
    ...QUIRK_NAMES.flatMap((name) => quirkLines(name, width)),
    '  also: scim.page_rows_max=N, scim.service_config_status=N, scim.groups_status=N',
  ].join('\n');
}

/** A quirk beside its name, in as many lines of 80 characters as it takes. */
function quirkLines(name: keyof typeof QUIRKS, width: number): readonly string[] {
  const room = LINE_MAX - width - 4;
  const texts: string[] = [];
  for (const word of QUIRKS[name].about.split(' ')) {
    const last = texts.at(-1);
    if (last === undefined || last.length + 1 + word.length > room) texts.push(word);
    else texts[texts.length - 1] = `${last} ${word}`;
  }
  return texts.map((text, at) => `  ${(at === 0 ? name : '').padEnd(width)}  ${text}`);
}
