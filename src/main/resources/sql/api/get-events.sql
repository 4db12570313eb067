-- All that happened to a recording, oldest first, as the JSON of GET /recording/{id}/events; no row for an id that was never seen
SELECT json_build_object('events', COALESCE((
    SELECT json_agg(COALESCE(e.detail, '{}') - 'source' || jsonb_build_object(
               'at', to_char(e.heard_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'kind', e.kind,
               'cause', COALESCE(e.detail ->> 'cause', CASE WHEN e.detail ->> 'source' = 'poll'
                   THEN 'the Stream Service lists it as live' WHEN e.kind LIKE 'stream.%' THEN 'webhook' END))
           || CASE WHEN e.kind LIKE 'stream.%' THEN jsonb_build_object(
               'timestamp', to_char(e.event_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) ELSE '{}' END
           ORDER BY e.heard_at, e.id)
    FROM stream_event e WHERE e.recording_id = CAST(:#${body} AS uuid)), '[]'::json))::text
WHERE EXISTS (SELECT 1 FROM recordings WHERE id = CAST(:#${body} AS uuid))
   OR EXISTS (SELECT 1 FROM stream_event WHERE recording_id = CAST(:#${body} AS uuid))
