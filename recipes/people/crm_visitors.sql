-- People of the CRM whom Pendo knows, keyed by the id that Pendo has for them.
SELECT
  visitors.visitorId AS visitor_id,
  users.id AS crm_id,
  users.name AS crm_name,
  roles.name AS crm_role,
  users.active_flag AS is_active
FROM pipedrive_users AS users
JOIN pendo_visitors AS visitors ON lower(visitors.visitorId) = lower(users.email)
LEFT JOIN pipedrive_roles AS roles ON roles.id = users.role_id
-- An address that stands twice belongs to the active user, then to the older one.
QUALIFY row_number() OVER (
  PARTITION BY visitors.visitorId ORDER BY users.active_flag DESC, users.id
) = 1
