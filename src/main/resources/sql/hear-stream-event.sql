-- Keep a stream event; the same event again (kind, key, stream, timestamp) adds nothing
INSERT INTO stream_event (kind, stream_key, stream_id, user_id, hls_url, event_at)
VALUES (:#${body.kind}, :#${body.streamKey}, CAST(:#${body.streamId} AS uuid), CAST(:#${body.userId} AS uuid),
        :#${body.hlsUrl}, CAST(:#${body.at.toString()} AS timestamptz))
ON CONFLICT DO NOTHING
