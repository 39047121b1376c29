import {scimStarters} from './scim-starters';
import type {DestinationStarter, SourceStarter, Variable} from './starter';

const KEY = 'see the page of the source for where to find it';

/** By vendor: what the settings of both ends ask the environment for. */
export const variables: Readonly<Record<string, readonly Variable[]>> = {
  pagerduty: [
    {
      name: 'PAGERDUTY_API_KEY',
      help: `a REST API key, read-only unless PagerDuty is written; ${KEY}`,
    },
    {name: 'PAGERDUTY_BASE_URL', value: 'https://api.pagerduty.com', help: 'address of the API'},
  ],
  pandadoc: [
    {name: 'PANDADOC_API_KEY', help: `an API key of one workspace; ${KEY}`},
    {
      ...{name: 'PANDADOC_BASE_URL', value: 'https://api.pandadoc.com/public/v1'},
      help: 'address of the API',
    },
  ],
  pendo: [
    {name: 'PENDO_INTEGRATION_KEY', help: `an integration key with write access; ${KEY}`},
    {name: 'PENDO_BASE_URL', value: 'https://app.pendo.io/api/v1', help: 'address of the API'},
  ],
  pipedrive: [
    {name: 'PIPEDRIVE_API_TOKEN', help: `the personal API token of an administrator; ${KEY}`},
    {name: 'PIPEDRIVE_BASE_URL', value: 'https://api.pipedrive.com/v1', help: 'address of the API'},
  ],
  userguiding: [
    {name: 'USERGUIDING_API_KEY', help: 'an API key (Settings > Developers > API)'},
    {
      ...{name: 'USERGUIDING_BASE_URL', value: 'https://api.userguiding.com/v1'},
      help: 'address of the API',
    },
  ],
  ...ofScim(({variables: own}) => own),
};

const PENDO = ["integration_key: '${PENDO_INTEGRATION_KEY}'", "base_url: '${PENDO_BASE_URL}'"];
const PIPEDRIVE = [
  "credentials: {auth_type: api_token, api_token: '${PIPEDRIVE_API_TOKEN}'}",
  "base_url: '${PIPEDRIVE_BASE_URL}'",
];

const PAGERDUTY = [
  "credentials: {auth_type: api_key, api_key: '${PAGERDUTY_API_KEY}'}",
  "base_url: '${PAGERDUTY_BASE_URL}'",
];

const PANDADOC = [
  "credentials: {auth_type: api_key, api_key: '${PANDADOC_API_KEY}'}",
  "base_url: '${PANDADOC_BASE_URL}'",
];

/** Vendors that `init` can read. */
export const sourceStarters: Readonly<Record<string, SourceStarter>> = {
  pagerduty: {
    section: PAGERDUTY,
    streams: ['pagerduty_users'],
    people: 'SELECT lower(email) AS email, name FROM pagerduty_users',
  },
  pandadoc: {
    section: PANDADOC,
    streams: ['pandadoc_members'],
    people: `SELECT lower(email) AS email, concat_ws(' ', first_name, last_name) AS name FROM pandadoc_members`,
  },
  pendo: {
    section: PENDO,
    streams: ['pendo_visitors'],
    people:
      'SELECT lower(coalesce(email, visitorId)) AS email, NULL::VARCHAR AS name FROM pendo_visitors',
  },
  pipedrive: {
    section: PIPEDRIVE,
    streams: ['pipedrive_users'],
    people: 'SELECT lower(email) AS email, name FROM pipedrive_users WHERE active_flag',
  },
  ...ofScim(({source}) => source),
};

/** Vendors that `init` can write. */
export const destinationStarters: Readonly<Record<string, DestinationStarter>> = {
  pendo: {
    section: [
      ...PENDO,
      '# The field below is created in Pendo when it is not there; reject would reject the rows instead.',
      'unknown_fields: create',
    ],
    reads: ['pendo'],
    model: {
      ...{name: 'pendo_people', key: 'visitor_id'},
      sql: [
        '-- People whom Pendo knows by their e-mail address: others would be rejected.',
        'SELECT visitors.visitorId AS visitor_id, everybody.name AS full_name',
        'FROM everybody',
        'JOIN pendo_visitors AS visitors ON lower(visitors.visitorId) = everybody.email',
        '-- Two spellings of one address are two visitors: the first one is meant.',
        'QUALIFY row_number() OVER (PARTITION BY everybody.email ORDER BY visitors.visitorId) = 1',
      ],
    },
    mapping: [
      '- stream: pendo_people',
      '  object: pendo_visitors',
      '  key: visitor_id',
      '  mode: update # changes visitors that exist; upsert would create others',
      '  fields:',
      '    - {column: full_name, field: crmname}',
    ],
  },
  pagerduty: {
    section: PAGERDUTY,
    reads: ['pagerduty'],
    model: {
      ...{name: 'pagerduty_titles_of_users', key: 'user_id'},
      sql: [
        '-- As it stands this changes nothing, because it sends the title that each user has.',
        'SELECT id AS user_id, job_title',
        'FROM pagerduty_users',
        'WHERE job_title IS NOT NULL',
      ],
    },
    mapping: [
      '- stream: pagerduty_titles_of_users',
      '  object: pagerduty_users',
      '  key: user_id',
      '  key_field: id',
      '  mode: update # invites nobody',
      '  fields:',
      '    - {column: job_title, field: job_title}',
    ],
  },
  pandadoc: {
    section: PANDADOC,
    reads: ['pandadoc'],
    model: {
      ...{name: 'pandadoc_roles_of_members', key: 'membership_id'},
      sql: [
        '-- As it stands this changes nothing, because it sends the role that each member has.',
        'SELECT membership_id, role',
        'FROM pandadoc_members',
        'WHERE role IS NOT NULL',
      ],
    },
    mapping: [
      '- stream: pandadoc_roles_of_members',
      '  object: pandadoc_members',
      '  key: membership_id',
      '  key_field: membership_id',
      '  mode: update # invites nobody',
      '  fields:',
      '    - {column: role, field: role}',
    ],
  },
  pipedrive: {
    section: PIPEDRIVE,
    reads: ['pipedrive'],
    model: {
      ...{name: 'pipedrive_roles_of_people', key: 'user_id'},
      sql: [
        '-- As it stands this changes nothing, because it sends the role that each user has.',
        'SELECT id AS user_id, role_id',
        'FROM pipedrive_users',
        'WHERE active_flag AND role_id IS NOT NULL',
      ],
    },
    mapping: [
      '- stream: pipedrive_roles_of_people',
      '  object: pipedrive_users',
      '  key: user_id',
      '  key_field: id',
      '  mode: update # invites nobody',
      '  fields:',
      '    - {column: role_id, field: role_id}',
    ],
  },
  userguiding: {
    section: ["api_key: '${USERGUIDING_API_KEY}'", "base_url: '${USERGUIDING_BASE_URL}'"],
    reads: [],
    model: {
      ...{name: 'userguiding_people', key: 'user_id'},
      sql: [
        '-- The id must be the one that your application gives UserGuiding; here: the e-mail address.',
        'SELECT email AS user_id, email, name',
        'FROM everybody',
      ],
    },
    mapping: [
      '- stream: userguiding_people',
      '  object: userguiding_users',
      '  key: user_id',
      '  fields:',
      '    - {column: email, field: email}',
      '    - {column: name, field: name}',
    ],
  },
  ...ofScim(({destination}) => destination),
};

/** One part of the starters of all SCIM services, by the names of their sections. */
function ofScim<Part>(
  part: (starter: (typeof scimStarters)[string]) => Part,
): Readonly<Record<string, Part>> {
  return Object.fromEntries(Object.entries(scimStarters).map(([name, one]) => [name, part(one)]));
}
