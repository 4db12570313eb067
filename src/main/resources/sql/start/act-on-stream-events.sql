-- Act on what was heard of one stream key and not acted upon yet
SELECT change, recording_id::text, stream_key, identified
FROM act_on_stream_events(:#${body.streamKey}, :#${properties:recorder.segments.bucket}, :#${properties:recorder.segments.prefix},
     CAST(:#${properties:recorder.reconnect.window} AS interval), CAST(:#${bean:receivers.ofStarted} AS jsonb))
