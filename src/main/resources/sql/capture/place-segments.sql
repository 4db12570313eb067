-- A segment may be captured before the playlist says where it stands: put it there
UPDATE recording_segment s SET sequence = o.sequence, discontinuity = o.discontinuity
FROM jsonb_to_recordset(CAST(:#listed AS jsonb))
     AS o(object_key text, etag text, sequence bigint, discontinuity boolean, listed boolean)
WHERE s.recording_id = CAST(:#${body.recording.recordingId} AS uuid)
  AND EXISTS (SELECT 1 FROM recording_capture c
              WHERE c.recording_id = s.recording_id AND c.owner = :#${properties:recorder.instance})
  AND s.object_key = o.object_key AND s.etag = o.etag AND o.listed
  AND (s.sequence, s.discontinuity) IS DISTINCT FROM (o.sequence, o.discontinuity)
