-- The stream keys of which a start, or the end of a live recording, was heard and not acted upon yet
SELECT stream_key FROM stream_event WHERE kind = 'stream.started' AND acted_at IS NULL
UNION
SELECT c.stream_key FROM recording_capture c
JOIN stream_event e ON e.stream_key = c.stream_key AND e.kind = 'stream.ended' AND e.acted_at IS NULL
WHERE c.ended_at IS NULL AND ends(e, c)
