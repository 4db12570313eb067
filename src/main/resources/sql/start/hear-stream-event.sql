-- Keep a stream event and act on it; the same event (kind, key, stream, timestamp) or the same webhook again has no effect
SELECT change, recording_id::text, stream_key, identified
FROM hear_stream_event(:#${variable.event.kind}, :#${variable.event.streamKey}, CAST(:#${variable.event.streamId} AS uuid),
     CAST(:#${variable.event.userId} AS uuid), :#${variable.event.hlsUrl}, CAST(:#${variable.event.at.toString()} AS timestamptz),
     :#${variable.webhookId}, :#${properties:recorder.segments.bucket}, :#${properties:recorder.segments.prefix},
     CAST(:#${properties:recorder.reconnect.window} AS interval), CAST(:#${bean:receivers.ofStarted} AS jsonb))
