-- What each visitor's person holds at other vendors; a visitor without a team and without a role has no row.
SELECT
  visitor.account_id AS visitor_id,
  string_agg(DISTINCT held.name, ', ' ORDER BY held.name)
    FILTER (held.vendor = 'pagerduty' AND held.kind = 'team') AS teams,
  string_agg(DISTINCT held.name, ', ' ORDER BY held.name)
    FILTER (held.vendor = 'pandadoc' AND held.kind = 'role') AS roles
FROM people
JOIN person_accounts AS visitor USING (person_id)
JOIN access AS held USING (person_id)
WHERE visitor.vendor = 'pendo_visitors'
  AND ((held.vendor = 'pagerduty' AND held.kind = 'team') OR (held.vendor = 'pandadoc' AND held.kind = 'role'))
GROUP BY visitor.account_id
