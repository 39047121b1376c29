-- Who works here, as the HR system exports it: a line for each employee, also for those who have left.
SELECT
  lower(trim(email)) AS email,
  first_name,
  last_name,
  first_name || ' ' || last_name AS name,
  job_title,
  phone,
  team,
  document_role,
  status = 'active' AS is_active
FROM read_csv('${ROSTER}', header = true, all_varchar = true)
WHERE email LIKE '%@%'
