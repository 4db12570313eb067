-- Keep stream events and act on them; the same event (kind, key, stream, timestamp) or the same webhook again has no effect
SELECT number, change, recording_id::text, stream_key, identified
FROM hear_stream_events(CAST(:#${body} AS jsonb), :#${properties:recorder.segments.bucket}, :#${properties:recorder.segments.prefix},
     CAST(:#${properties:recorder.reconnect.window} AS interval), CAST(:#${bean:receivers.ofStarted} AS jsonb))
