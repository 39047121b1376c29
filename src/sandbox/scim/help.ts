import {QUIRK_NAMES, QUIRKS} from './quirks/quirks';

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
    ...QUIRK_NAMES.map((name) => `  ${name.padEnd(width)}  ${QUIRKS[name].about}`),
    '  also: scim.page_rows_max=N, scim.service_config_status=N, scim.groups_status=N',
  ].join('\n');
}
