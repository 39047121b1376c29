-- How many people of the CRM use the product, per Pendo account.
SELECT
  accounts.accountId AS account_id,
  count(DISTINCT visitors.visitorId) AS people,
  count(DISTINCT visitors.visitorId) FILTER (WHERE users.active_flag) AS active_people
FROM pendo_accounts AS accounts
JOIN pendo_visitors AS visitors ON visitors.accountId = accounts.accountId
JOIN pipedrive_users AS users ON lower(users.email) = lower(visitors.visitorId)
GROUP BY accounts.accountId
