import {
  inLists,
  isEnterprise,
  plainText,
  renamed,
  revalued,
  sometimesPlain,
  swapFirst,
  textBooleans,
  withoutField,
  withoutSchemas,
} from './change-body';

/** An odd way in which a service answers. */
interface Quirk {
  /** For `user-sync sandbox --help`. */
  readonly about: string;
  /** Changes the body of an answer; without it the quirk is played where the answer is made. */
  readonly change?: (body: unknown) => unknown;
}

export type QuirkName =
  | 'total_missing'
  | 'total_as_text'
  | 'total_of_page'
  | 'schemas_missing'
  | 'plain_values'
  | 'single_object_values'
  | 'mixed_values'
  | 'number_ids'
  | 'cursor_only'
  | 'cursor_only_refuses_index'
  | 'no_filter'
  | 'no_patch'
  | 'put_only'
  | 'lower_case_user_names'
  | 'text_booleans'
  | 'empty_answers'
  | 'inactive_conflict'
  | 'literal_remove'
  | 'lower_case_enterprise_urn'
  | 'upper_case_enterprise_urn'
  | 'lower_case_names'
  | 'upper_case_names'
  | 'swapped_first_letters';

/** Every quirk by the name that switches it on; they are played in this order, names last. */
export const QUIRKS: Readonly<Record<QuirkName, Quirk>> = {
  total_missing: {
    about: 'lists without totalResults',
    change: (body) => inLists(body, (list) => withoutField(list, 'totalResults')),
  },
  total_as_text: {
    about: 'totalResults as a text',
    change: (body) =>
      inLists(body, (list) => ({...list, totalResults: String(list['totalResults'])})),
  },
  total_of_page: {
    about: 'totalResults counts the rows of the page',
    change: (body) => inLists(body, (list, rows) => ({...list, totalResults: rows.length})),
  },
  schemas_missing: {
    about: 'no schemas in lists and resources',
    change: withoutSchemas,
  },
  plain_values: {
    about: 'values of lists as plain texts: emails: ["ada@acme.example"]',
    change: (body) => revalued(body, (list) => list.map(plainText)),
  },
  single_object_values: {
    about: 'a list of one value as that value, without the list',
    change: (body) => revalued(body, (list) => (list.length === 1 ? list[0] : list)),
  },
  mixed_values: {
    about: 'some values of lists as objects, others as plain texts',
    change: (body) => revalued(body, (list) => list.map(sometimesPlain)),
  },
  number_ids: {about: 'ids as numbers with more digits than a double holds'},
  cursor_only: {about: 'pages by cursor (RFC 9865); startIndex is ignored'},
  cursor_only_refuses_index: {about: 'pages by cursor; startIndex is answered with 400'},
  no_filter: {about: 'every filter is answered with 400, and /ServiceProviderConfig says so'},
  no_patch: {about: 'PATCH is answered with 501, and /ServiceProviderConfig says so'},
  put_only: {about: 'PATCH is answered with 405, though /ServiceProviderConfig offers it'},
  lower_case_user_names: {about: 'userName is stored in small letters'},
  text_booleans: {
    about: 'booleans of users as the texts True and False; active is taken as a text only',
    change: textBooleans,
  },
  empty_answers: {about: 'PATCH and PUT are answered with 204 and no body'},
  inactive_conflict: {
    about: 'inactive users are found by a filter only; a POST with their externalId is a conflict',
  },
  literal_remove: {
    about: 'remove takes away all of its path, regardless of the value that is sent with it',
  },
  lower_case_enterprise_urn: {
    about: 'the enterprise URN in small letters (with rare_fields or profile=strict)',
    change: (body) => renamed(body, (name) => (isEnterprise(name) ? name.toLowerCase() : name)),
  },
  upper_case_enterprise_urn: {
    about: 'the enterprise URN in capitals (the same)',
    change: (body) => renamed(body, (name) => (isEnterprise(name) ? name.toUpperCase() : name)),
  },
  lower_case_names: {
    about: 'names of attributes, schemas and resource types in small letters',
    change: (body) => renamed(body, (name) => name.toLowerCase()),
  },
  upper_case_names: {
    about: 'these names in capitals',
    change: (body) => renamed(body, (name) => name.toUpperCase()),
  },
  swapped_first_letters: {
    about: 'UserName, Id, resources: their first letter the other way round',
    change: (body) => renamed(body, swapFirst),
  },
};

/** All of them. */
export const QUIRK_NAMES: readonly QuirkName[] = Object.keys(QUIRKS).filter(isQuirkName);

/** True for the name of a quirk. */
function isQuirkName(name: string): name is QuirkName {
  return Object.hasOwn(QUIRKS, name);
}

/** The JSON of an answer with the quirks played. */
export function writeWithQuirks(quirks: readonly QuirkName[], body: unknown): string {
  let changed = body;
  for (const name of QUIRK_NAMES) {
    if (quirks.includes(name)) changed = QUIRKS[name].change?.(changed) ?? changed;
  }
  const text = JSON.stringify(changed);
  if (!quirks.includes('number_ids')) return text;
  // No number of JavaScript has these digits, so they lose their quotes in the text.
  return text.replace(/("(?:id|value|externalId)":|\[|,)"(\d{16,20})"(?=[,\]}])/gi, '$1$2');
}
