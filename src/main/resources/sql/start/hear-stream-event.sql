-- Keep a stream event; the same event (kind, key, stream, timestamp) or the same webhook again adds nothing
INSERT INTO stream_event (kind, stream_key, stream_id, user_id, hls_url, event_at, webhook_id)
VALUES (:#${variable.event.kind}, :#${variable.event.streamKey}, CAST(:#${variable.event.streamId} AS uuid), CAST(:#${variable.event.userId} AS uuid),
        :#${variable.event.hlsUrl}, CAST(:#${variable.event.at.toString()} AS timestamptz), :#${variable.webhookId})
ON CONFLICT DO NOTHING
