import type {PeopleMapping} from '../people-mapping';

/** One account for each user: memberships of several workspaces are its access. */
export const pandadocPeople: PeopleMapping = {
  vendor: 'pandadoc',
  title: 'PandaDoc',
  anyOf: ['pandadoc_members', 'pandadoc_users'],
  tables: {
    pandadoc_members: {
      ...{membership_id: 'VARCHAR', user_id: 'VARCHAR', email: 'VARCHAR', first_name: 'VARCHAR'},
      ...{
        last_name: 'VARCHAR',
        role: 'VARCHAR',
        user_license: 'VARCHAR',
        date_created: 'TIMESTAMPTZ',
      },
      ...{
        _workspace_id: 'VARCHAR',
        _workspace_name: 'VARCHAR',
        _status: 'VARCHAR',
        _is_admin: 'BOOLEAN',
      },
    },
    pandadoc_users: {
      ...{user_id: 'VARCHAR', email: 'VARCHAR', first_name: 'VARCHAR', last_name: 'VARCHAR'},
      ...{phone_number: 'VARCHAR', license: 'VARCHAR', is_organization_owner: 'BOOLEAN'},
    },
  },
  accounts: `WITH members AS (
      SELECT coalesce(user_id, membership_id) AS id, min(email) AS email, min(nullif(first_name, '')) AS first_name,
        min(nullif(last_name, '')) AS last_name, bool_or(_is_admin) AS is_admin, min(date_created) AS invited_at,
        CASE WHEN bool_or(_status = 'active') OR bool_and(_status IS NULL) THEN 'active'
          WHEN bool_or(_status = 'pending') THEN 'invited' ELSE 'disabled' END AS state
      FROM pandadoc_members GROUP BY 1
    )
    SELECT coalesce(u.user_id, m.id) AS account_id, coalesce(u.email, m.email) AS email,
      CASE WHEN m.email IS DISTINCT FROM u.email THEN [m.email] END AS addresses, [u.phone_number] AS phones,
      coalesce(nullif(u.first_name, ''), m.first_name) AS first_name,
      coalesce(nullif(u.last_name, ''), m.last_name) AS last_name, coalesce(m.state, 'active') AS state,
      -- Without members nothing but the owner is known.
      CASE WHEN u.is_organization_owner THEN true
        WHEN EXISTS (SELECT 1 FROM pandadoc_members) THEN coalesce(m.is_admin, false) END AS is_admin, m.invited_at
    FROM members AS m FULL OUTER JOIN pandadoc_users AS u ON u.user_id = m.id`,
  access: `SELECT coalesce(user_id, membership_id) AS account_id, 'role' AS kind,
      concat_ws('/', _workspace_id, role) AS id, role AS name FROM pandadoc_members WHERE role IS NOT NULL
    UNION
    SELECT coalesce(user_id, membership_id), 'workspace', _workspace_id, _workspace_name FROM pandadoc_members
      WHERE _workspace_id IS NOT NULL
    UNION
    SELECT coalesce(user_id, membership_id), 'license', user_license, user_license FROM pandadoc_members
      WHERE user_license IS NOT NULL
    UNION
    SELECT user_id, 'license', license, license FROM pandadoc_users WHERE license IS NOT NULL`,
};
