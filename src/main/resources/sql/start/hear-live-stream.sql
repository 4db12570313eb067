-- The Stream Service lists a stream as live: unless it is recorded, or its own end was heard just now, that is a stream.started;
-- a list that says so a minute and two intervals later is not the one from before the end
INSERT INTO stream_event (kind, stream_key, stream_id, user_id, hls_url, event_at, source)
SELECT 'stream.started', s.stream_key, s.stream_id, s.user_id, s.hls_url,
       CASE WHEN EXISTS (SELECT 1 FROM stream_event e WHERE e.kind = 'stream.started' AND e.stream_key = s.stream_key
                           AND e.event_at = s.started_at AND e.stream_id IS NOT DISTINCT FROM s.stream_id)
            THEN date_trunc('second', now()) ELSE s.started_at END,
       'poll'
FROM (SELECT :#${variable.stream.streamKey} AS stream_key, CAST(:#${variable.stream.id} AS uuid) AS stream_id,
             CAST(:#${variable.stream.userId} AS uuid) AS user_id, CAST(:#${variable.stream.hlsUrl} AS text) AS hls_url,
             CAST(:#${variable.stream.startedAt} AS timestamptz) AS said_at,
             COALESCE(CAST(:#${variable.stream.startedAt} AS timestamptz), date_trunc('second', now())) AS started_at) s
WHERE NOT EXISTS (SELECT 1 FROM recording_capture c JOIN recordings r ON r.id = c.recording_id
                  WHERE c.stream_key = s.stream_key AND c.ended_at IS NULL
                    AND (r.stream_id = s.stream_id OR r.stream_id IS NULL OR s.stream_id IS NULL))
  AND NOT EXISTS (SELECT 1 FROM recording_capture c
                  WHERE c.stream_key = s.stream_key AND c.end_reason IN ('refused', 'silent')
                    AND c.started_event_at > COALESCE(s.said_at - interval '1 minute', now() - interval '1 hour'))
  AND NOT EXISTS (SELECT 1 FROM stream_event e
                  WHERE e.kind = 'stream.ended' AND e.stream_key = s.stream_key AND (s.said_at IS NULL OR e.event_at >= s.said_at)
                    AND (e.stream_id = s.stream_id OR e.stream_id IS NULL OR s.stream_id IS NULL)
                    AND e.heard_at > now() - interval '1 minute' - 2 * CAST(:#${properties:recorder.monitor.interval} AS interval))
ON CONFLICT DO NOTHING
