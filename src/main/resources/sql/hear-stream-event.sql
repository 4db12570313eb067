-- Keep a stream event; the same event (kind, key, stream, timestamp) or the same webhook again adds nothing
INSERT INTO stream_event (kind, stream_key, stream_id, user_id, hls_url, event_at, webhook_id)
VALUES (:#${body.kind}, :#${body.streamKey}, CAST(:#${body.streamId} AS uuid), CAST(:#${body.userId} AS uuid),
        :#${body.hlsUrl}, CAST(:#${body.at.toString()} AS timestamptz), :#${variable.webhookId})
ON CONFLICT DO NOTHING
