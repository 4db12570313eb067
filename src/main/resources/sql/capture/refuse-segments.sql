-- Note the segments whose names are not fetched: they are missing, and the report says so
INSERT INTO recording_segment (recording_id, run, sequence, object_key, etag, last_modified, size, state, reason)
SELECT c.recording_id, 0, o.sequence, o.object_key, o.etag, o.last_modified, o.size, 'missing', 'its name holds an expression'
FROM recording_capture c, jsonb_to_recordset(CAST(:#${body} AS jsonb))
     AS o(object_key text, etag text, last_modified timestamptz, size bigint, sequence bigint)
WHERE c.recording_id = CAST(:#${variable.recording[recording_id]} AS uuid) AND c.owner = :#${properties:recorder.instance}
ON CONFLICT (recording_id, object_key, etag) DO NOTHING
RETURNING object_key
