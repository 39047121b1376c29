import type {PeopleMapping} from '../people-mapping';

/** Users of a PagerDuty account; who is on a team must be reachable. */
export const pagerdutyPeople: PeopleMapping = {
  vendor: 'pagerduty',
  title: 'PagerDuty',
  anyOf: ['pagerduty_users'],
  tables: {
    pagerduty_users: {
      ...{id: 'VARCHAR', name: 'VARCHAR', email: 'VARCHAR', role: 'VARCHAR', html_url: 'VARCHAR'},
      ...{invitation_sent: 'BOOLEAN', teams: 'JSON'},
    },
    pagerduty_contact_methods: {
      ...{user_id: 'VARCHAR', type: 'VARCHAR', address: 'VARCHAR', country_code: 'BIGINT'},
      ...{enabled: 'BOOLEAN', blacklisted: 'BOOLEAN'},
    },
    pagerduty_notification_rules: {user_id: 'VARCHAR', urgency: 'VARCHAR'},
    pagerduty_teams: {id: 'VARCHAR', name: 'VARCHAR'},
    pagerduty_team_members: {team_id: 'VARCHAR', user_id: 'VARCHAR'},
  },
  // Whether anybody has contact methods or rules tells whether these streams are read at all.
  accounts: `WITH contacts AS (
      SELECT user_id, list(address ORDER BY address) FILTER (type LIKE 'email%') AS addresses,
        list(CASE WHEN address LIKE '+%' THEN address ELSE '+' || coalesce(country_code, 1) || address END ORDER BY country_code, address)
          FILTER (type LIKE 'phone%' OR type LIKE 'sms%' OR type LIKE 'whatsapp%') AS phones,
        bool_or((type LIKE 'phone%' OR type LIKE 'sms%' OR type LIKE 'push%' OR type LIKE 'whatsapp%')
          AND coalesce(enabled, true) AND NOT coalesce(blacklisted, false)) AS reachable
      FROM pagerduty_contact_methods GROUP BY user_id
    ), rules AS (SELECT DISTINCT user_id FROM pagerduty_notification_rules WHERE urgency = 'high'),
    on_team AS (
      SELECT user_id FROM pagerduty_team_members
      UNION SELECT id FROM pagerduty_users WHERE json_array_length(teams) > 0
    )
    SELECT u.id AS account_id, u.email, c.addresses, c.phones, u.name,
      CASE WHEN u.invitation_sent THEN 'invited' ELSE 'active' END AS state,
      u.role IN ('admin', 'owner') AS is_admin, u.html_url AS url,
      CASE WHEN u.id NOT IN (SELECT user_id FROM on_team WHERE user_id IS NOT NULL) THEN NULL
        WHEN EXISTS (SELECT 1 FROM pagerduty_contact_methods) AND NOT coalesce(c.reachable, false)
          THEN 'no phone, SMS or push contact method'
        WHEN EXISTS (SELECT 1 FROM pagerduty_notification_rules) AND r.user_id IS NULL
          THEN 'no notification rule for high urgency' END AS unreachable
    FROM pagerduty_users AS u LEFT JOIN contacts AS c ON c.user_id = u.id LEFT JOIN rules AS r ON r.user_id = u.id`,
  access: `SELECT id AS account_id, 'role' AS kind, role AS id, role AS name FROM pagerduty_users WHERE role IS NOT NULL
    UNION
    SELECT m.user_id, 'team', m.team_id, t.name FROM pagerduty_team_members AS m
      LEFT JOIN pagerduty_teams AS t ON t.id = m.team_id`,
};
