import {profiles, type ScimProfile} from '../../vendors/scim/profiles';
import type {DestinationStarter, SourceStarter, Variable} from './starter';

/** What `init` knows of the SCIM service of a vendor, by the name of its section: `pendo_scim`. */
interface ScimStarter {
  readonly variables: readonly Variable[];
  readonly source: SourceStarter;
  readonly destination: DestinationStarter;
}

/** Those of all vendors that have one. */
export const scimStarters: Readonly<Record<string, ScimStarter>> = Object.fromEntries(
  Object.values(profiles).map((profile) => [`${profile.name}_scim`, starterOf(profile)]),
);

function starterOf({name, title, baseUrl, deletesInactive}: ScimProfile): ScimStarter {
  const section = `${name}_scim`;
  const upper = section.toUpperCase();
  const settings = [`token: '\${${upper}_TOKEN}'`, `base_url: '\${${upper}_BASE_URL}'`];
  const model = `${section}_people`;
  return {
    variables: [
      {
        name: `${upper}_TOKEN`,
        help: `the SCIM token of ${title}; see the page of the source for where to find it`,
      },
      {name: `${upper}_BASE_URL`, value: baseUrl, help: 'address of the SCIM service'},
    ],
    source: {
      section: settings,
      streams: [`${section}_users`],
      people: `SELECT lower(userName) AS email, displayName AS name FROM ${section}_users WHERE active`,
    },
    destination: {
      section: settings,
      reads: [section],
      model: {
        ...{name: model, key: 'user_id'},
        sql: [
          '-- As it stands this changes nothing, because it sends that who is active is active.',
          ...(deletesInactive ? [`-- ${title} deletes for good whoever is set inactive.`] : []),
          'SELECT id AS user_id, active',
          `FROM ${section}_users`,
          'WHERE active',
        ],
      },
      mapping: [
        `- stream: ${model}`,
        `  object: ${section}_users`,
        '  key: user_id',
        '  key_field: id',
        '  mode: update # invites nobody',
        '  fields:',
        '    - {column: active, field: active}',
      ],
    },
  };
}
