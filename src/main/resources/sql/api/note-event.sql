-- Note in the story of a recording what happened to it
INSERT INTO stream_event (kind, stream_key, event_at, recording_id, acted_at, detail)
SELECT :#${variable.happened.kind}, stream_key, now(), recording_id, now(), CAST(:#${variable.happened.detail} AS jsonb)
FROM recording_capture WHERE recording_id = CAST(:#${variable.happened.recordingId} AS uuid)
