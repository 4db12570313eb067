-- Note in the story of a recording what happened to it
INSERT INTO recording_event (kind, stream_key, recording_id, detail)
SELECT :#${variable.happened.kind}, stream_key, recording_id, CAST(:#${variable.happened.detail} AS jsonb)
FROM recording_capture WHERE recording_id = CAST(:#${variable.happened.recordingId} AS uuid)
