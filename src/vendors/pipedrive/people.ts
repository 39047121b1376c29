import type {PeopleMapping} from '../people-mapping';

/** Users of a Pipedrive company. Deleted users have no address and no name any more. */
export const pipedrivePeople: PeopleMapping = {
  vendor: 'pipedrive',
  title: 'Pipedrive',
  anyOf: ['pipedrive_users'],
  tables: {
    pipedrive_users: {
      ...{id: 'BIGINT', name: 'VARCHAR', email: 'VARCHAR', phone: 'VARCHAR', role_id: 'BIGINT'},
      ...{
        active_flag: 'BOOLEAN',
        activated: 'BOOLEAN',
        is_deleted: 'BOOLEAN',
        _is_admin: 'BOOLEAN',
      },
      ...{last_login: 'TIMESTAMPTZ', created: 'TIMESTAMPTZ', access: 'JSON'},
    },
    pipedrive_roles: {id: 'BIGINT', name: 'VARCHAR'},
    pipedrive_role_assignments: {user_id: 'BIGINT', role_id: 'BIGINT', name: 'VARCHAR'},
    pipedrive_permission_sets: {id: 'VARCHAR', name: 'VARCHAR'},
  },
  accounts: `SELECT u.id::VARCHAR AS account_id, u.email, [u.phone] AS phones, u.name,
      CASE WHEN coalesce(u.is_deleted, false) THEN 'removed'
        WHEN NOT coalesce(u.active_flag, true) THEN 'disabled'
        WHEN u.activated IS FALSE THEN 'invited' ELSE 'active' END AS state,
      u._is_admin AS is_admin, u.last_login AS last_seen_at, u.created AS invited_at,
      -- Nobody has a role where roles were not read: then nothing is known of them.
      CASE WHEN EXISTS (SELECT 1 FROM pipedrive_role_assignments)
          THEN NOT EXISTS (SELECT 1 FROM pipedrive_role_assignments AS a WHERE a.user_id = u.id)
        WHEN EXISTS (SELECT 1 FROM pipedrive_users WHERE role_id IS NOT NULL) THEN u.role_id IS NULL END AS lacks_role
    FROM pipedrive_users AS u`,
  access: `SELECT a.user_id::VARCHAR AS account_id, 'role' AS kind, a.role_id::VARCHAR AS id, coalesce(a.name, r.name) AS name
      FROM pipedrive_role_assignments AS a LEFT JOIN pipedrive_roles AS r ON r.id = a.role_id
    UNION
    SELECT u.id::VARCHAR, 'role', u.role_id::VARCHAR, r.name FROM pipedrive_users AS u
      JOIN pipedrive_roles AS r ON r.id = u.role_id
      WHERE NOT EXISTS (SELECT 1 FROM pipedrive_role_assignments AS a WHERE a.user_id = u.id AND a.role_id = u.role_id)
    UNION
    SELECT e.id, 'permission_set', e.set, s.name FROM (
      SELECT id::VARCHAR AS id, unnest(json_extract_string(access, '$[*].permission_set_id')) AS set FROM pipedrive_users) AS e
      LEFT JOIN pipedrive_permission_sets AS s ON s.id = e.set WHERE e.set IS NOT NULL`,
};
