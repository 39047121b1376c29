import type {PeopleMapping} from '../people-mapping';
import {profiles} from './profiles';
import {accountOf} from './settings';

/** The directory of each vendor that has one. */
export const scimPeople: readonly PeopleMapping[] = Object.keys(profiles).map(directoryOf);

function directoryOf(vendor: string): PeopleMapping {
  const account = accountOf({vendor});
  const users = `${account}_users`;
  const groups = `${account}_groups`;
  return {
    vendor: account,
    title: `the SCIM directory of ${vendor}`,
    directoryOf: vendor,
    anyOf: [users],
    tables: {
      [users]: {
        ...{id: 'VARCHAR', externalId: 'VARCHAR', userName: 'VARCHAR', active: 'BOOLEAN'},
        ...{
          displayName: 'VARCHAR',
          name: 'JSON',
          emails: 'JSON',
          phoneNumbers: 'JSON',
          groups: 'JSON',
        },
      },
      [groups]: {id: 'VARCHAR', displayName: 'VARCHAR', members: 'JSON'},
    },
    accounts: `SELECT id AS account_id,
        CASE WHEN "userName" LIKE '%@%' THEN "userName" ELSE json_extract_string(emails, '$[0].value') END AS email,
        json_extract_string(emails, '$[*].value') AS addresses,
        json_extract_string("phoneNumbers", '$[*].value') AS phones,
        json_extract_string(name, '$.givenName') AS first_name, json_extract_string(name, '$.familyName') AS last_name,
        coalesce("displayName", json_extract_string(name, '$.formatted')) AS name,
        CASE WHEN coalesce(active, true) THEN 'active' ELSE 'disabled' END AS state, false AS is_admin,
        "externalId" AS external_id FROM ${users}`,
    access: `SELECT json_extract_string(member, '$.value') AS account_id, 'group' AS kind, id, name FROM (
          SELECT id, "displayName" AS name, unnest(from_json(members, '["JSON"]')) AS member FROM ${groups})
        WHERE json_extract_string(member, '$.value') IS NOT NULL
      UNION
      SELECT id, 'group', json_extract_string(g, '$.value'), json_extract_string(g, '$.display') FROM (
          SELECT id, unnest(from_json(groups, '["JSON"]')) AS g FROM ${users})
        WHERE json_extract_string(g, '$.value') IS NOT NULL
          AND json_extract_string(g, '$.value') NOT IN (SELECT id FROM ${groups})`,
  };
}
