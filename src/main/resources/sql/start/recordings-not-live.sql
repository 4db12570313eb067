-- Live recordings whose segments have stopped and whose streams the Stream Service does not list, two intervals after their start
-- was heard: its status may lag its own webhooks by one; and how to ask it for each
SELECT c.recording_id::text,
       CASE WHEN r.stream_id IS NULL THEN '/streams/by-key/' || c.stream_key ELSE '/streams/' || r.stream_id END AS question
FROM recording_capture c JOIN recordings r ON r.id = c.recording_id
WHERE c.ended_at IS NULL AND NOT c.stream_key = ANY ((SELECT CAST(:#${variable.live.keys} AS text[]))::text[])
  AND start_heard_at(c) < now() - 2 * CAST(:#${properties:recorder.monitor.interval} AS interval)
  AND segments_have_stopped(c)
