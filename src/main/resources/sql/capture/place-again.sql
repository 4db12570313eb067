-- Objects that the playlist lists at more than one place stand at each of them
INSERT INTO recording_place (recording_id, object_key, media_sequence)
SELECT c.recording_id, p.object_key, p.media_sequence
FROM recording_capture c, jsonb_to_recordset(CAST(:#places AS jsonb)) AS p(object_key text, media_sequence bigint)
WHERE c.recording_id = CAST(:#${body.recording.recordingId} AS uuid) AND c.owner = :#${properties:recorder.instance}
ON CONFLICT DO NOTHING
