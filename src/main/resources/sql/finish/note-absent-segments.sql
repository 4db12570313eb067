-- Note what the playlist lists behind all that was captured and the bucket never held, and of what it says that there is none; the
-- report says that it is missing
INSERT INTO recording_segment (recording_id, run, sequence, object_key, etag, last_modified, size, state, reason)
SELECT c.recording_id, newest.run, o.sequence, o.object_key, '', now(), 0, 'missing',
       CASE WHEN o.told THEN 'the publisher says that there is none (EXT-X-GAP)' ELSE 'never seen in the bucket' END
FROM recording_capture c,
     jsonb_to_recordset(CAST(:#${body} AS jsonb)) AS o(object_key text, sequence bigint, told boolean),
     (SELECT s.run, s.sequence FROM recording_segment s
      WHERE s.recording_id = CAST(:#${variable.finish.recordingId} AS uuid) AND s.state IN ('captured', 'damaged')
      ORDER BY s.run DESC, s.sequence DESC LIMIT 1) newest
WHERE c.recording_id = CAST(:#${variable.finish.recordingId} AS uuid) AND c.owner = :#${properties:recorder.instance}
  AND (o.sequence > newest.sequence OR o.told)
  AND NOT EXISTS (SELECT 1 FROM recording_segment s WHERE s.recording_id = c.recording_id AND s.object_key = o.object_key)
ORDER BY o.sequence LIMIT 1000
ON CONFLICT (recording_id, object_key, etag) DO NOTHING
