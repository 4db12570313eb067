-- What happened to a recording, oldest first, as the JSON of GET /recording/{id}/events; no row for an id that was never seen. Of a broadcast
-- of a month each of whose segments is damaged the newest 10,000, and how many there were before
WITH events AS (
    -- what was heard of its stream stands before what followed from it
    SELECT heard_at AS at, 1 AS rank, id, jsonb_build_object(
               'at', to_char(heard_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'kind', kind,
               'cause', CASE source WHEN 'poll' THEN 'the Stream Service lists it as live' ELSE source END,
               'timestamp', to_char(event_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) AS event
    FROM stream_event WHERE recording_id = CAST(:#${body} AS uuid)
    UNION ALL
    -- the address of an administrator is for who may read the table
    SELECT at, 2, id, without_word(detail - 'peer', CASE WHEN CAST(:#${properties:recorder.http.hide-keys} AS boolean) THEN stream_key END) || jsonb_build_object(
               'at', to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'kind', kind, 'cause', detail ->> 'cause')
    FROM (SELECT * FROM recording_event WHERE recording_id = CAST(:#${body} AS uuid) ORDER BY id DESC LIMIT 10000) newest
), before AS (
    SELECT GREATEST(count(*) - 10000, 0) AS events FROM recording_event WHERE recording_id = CAST(:#${body} AS uuid)
)
SELECT (jsonb_build_object('events', COALESCE((SELECT jsonb_agg(event ORDER BY at, rank, id) FROM events), '[]'))
        || CASE WHEN before.events > 0 THEN jsonb_build_object('events_left_out', before.events) ELSE '{}' END)::text
FROM before
WHERE EXISTS (SELECT 1 FROM recordings WHERE id = CAST(:#${body} AS uuid)) OR EXISTS (SELECT 1 FROM events)
