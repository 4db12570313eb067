-- Live recordings that have been so for an interval, and whose streams the Stream Service does not list; and how to ask it for each
SELECT c.recording_id::text,
       CASE WHEN r.stream_id IS NULL THEN '/streams/by-key/' || c.stream_key ELSE '/streams/' || r.stream_id END AS question
FROM recording_capture c JOIN recordings r ON r.id = c.recording_id
WHERE c.ended_at IS NULL AND NOT c.stream_key = ANY ((SELECT CAST(:#${variable.liveKeys} AS text[]))::text[])
  AND r.started_at < (now() AT TIME ZONE 'UTC') - CAST(:#${properties:recorder.monitor.interval} AS interval)
