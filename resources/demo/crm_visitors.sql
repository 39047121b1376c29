-- One row per person of the CRM, keyed as Pendo knows people: by e-mail address.
SELECT
  lower(users.email) AS visitor_id,
  users.id AS crm_id,
  users.name AS crm_name,
  roles.name AS crm_role,
  users.active_flag AS is_active,
  users.timezone_name AS time_zone
FROM pipedrive_users AS users
LEFT JOIN pipedrive_roles AS roles ON roles.id = users.role_id
WHERE users.email LIKE '%@%'
-- An address that stands twice belongs to the active user, then to the older one.
QUALIFY row_number() OVER (
  PARTITION BY lower(users.email) ORDER BY users.active_flag DESC, users.id
) = 1
