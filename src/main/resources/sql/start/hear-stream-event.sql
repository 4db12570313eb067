-- Keep a stream event and act on it; the same event (kind, key, stream, timestamp) or the same webhook again has no effect
SELECT change, recording_id::text, stream_key, identified
FROM hear_stream_event(:#kind, :#streamKey, CAST(:#streamId AS uuid),
     CAST(:#userId AS uuid), :#hlsUrl, CAST(:#${body.at.toString()} AS timestamptz),
     :#${variable.webhookId}, :#${properties:recorder.segments.bucket}, :#${properties:recorder.segments.prefix},
     CAST(:#${properties:recorder.reconnect.window} AS interval), CAST(:#${bean:receivers.ofStarted} AS jsonb))
