-- Prints leavers who were added since :cursor as Airbyte messages, and then a STATE, for psql -XqAt.
-- The key alone is sent: the sync mode soft_delete says what happens.
\set FETCH_COUNT 1000
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;

SELECT jsonb_build_object('type', 'RECORD', 'record', jsonb_build_object(
  'stream', 'crm_leavers',
  'emitted_at', floor(extract(epoch FROM now()) * 1000)::bigint,
  'data', jsonb_build_object('email', email)
))
FROM crm_leavers
WHERE updated_at > :'cursor'::timestamptz
ORDER BY updated_at, email;

-- The next run begins five minutes before this snapshot: a transaction that was open meanwhile and
-- commits later has an older updated_at. What is sent twice for it does no harm.
SELECT jsonb_build_object('type', 'STATE', 'state', jsonb_build_object('type', 'STREAM',
  'stream', jsonb_build_object(
    'stream_descriptor', jsonb_build_object('name', 'crm_leavers'),
    'stream_state', jsonb_build_object(
      'cursor', greatest(:'cursor'::timestamptz, now() - interval '5 minutes')))
));

COMMIT;
