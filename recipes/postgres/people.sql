-- Prints people who changed since :cursor as Airbyte messages, and then a STATE, for psql -XqAt.
-- Names of columns are names of Pendo's fields; updated_at is not sent.
\set FETCH_COUNT 1000
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;

SELECT jsonb_build_object('type', 'RECORD', 'record', jsonb_build_object(
  'stream', 'crm_people',
  'emitted_at', floor(extract(epoch FROM now()) * 1000)::bigint,
  'data', jsonb_build_object('visitor_id', visitor_id, 'plan', plan, 'role', role, 'seats', seats)
))
FROM crm_people
WHERE updated_at > :'cursor'::timestamptz
ORDER BY updated_at, visitor_id;

-- The next run begins five minutes before this snapshot: a transaction that was open meanwhile and
-- commits later has an older updated_at. What is sent twice for it does no harm.
SELECT jsonb_build_object('type', 'STATE', 'state', jsonb_build_object('type', 'STREAM',
  'stream', jsonb_build_object(
    'stream_descriptor', jsonb_build_object('name', 'crm_people'),
    'stream_state', jsonb_build_object(
      'cursor', greatest(:'cursor'::timestamptz, now() - interval '5 minutes')))
));

COMMIT;
