-- Note that a segment could not be fetched; a later poll may still get it
INSERT INTO recording_segment (recording_id, run, sequence, object_key, etag, last_modified, size, state, reason)
SELECT c.recording_id, 0, :#${variable.task.object.sequence},
       :#${variable.task.object.objectKey}, :#${variable.task.object.etag},
       CAST(:#${variable.task.object.lastModified} AS timestamptz), :#${variable.task.object.size}, 'missing',
       :#${variable.reason}
FROM recording_capture c
WHERE c.recording_id = CAST(:#${variable.task.recordingId} AS uuid) AND c.owner = :#${properties:recorder.instance}
ON CONFLICT (recording_id, object_key, etag) DO UPDATE
SET reason = excluded.reason WHERE recording_segment.state = 'missing'
