-- Note in the history of a recording what happened to it
INSERT INTO recording_event (kind, stream_key, recording_id, detail)
SELECT :#kind, stream_key, recording_id, CAST(:#detail AS jsonb)
FROM recording_capture WHERE recording_id = CAST(:#recordingId AS uuid)
