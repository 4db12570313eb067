-- Which of these objects are in no ledger yet: neither in this recording's nor, the same upload, in another's
SELECT o.object_key, o.etag, o.last_modified, o.size, o.sequence, o.discontinuity,
       known.run AS previous_run, known.etag AS previous_etag, known.file AS previous_file,
       known.access_units AS previous_access_units,
       EXISTS (SELECT 1 FROM recording_segment m WHERE m.recording_id = k.recording_id AND m.state = 'missing'
                 AND m.object_key = o.object_key AND m.etag = o.etag) AS given_up
FROM recording_capture k
CROSS JOIN jsonb_to_recordset(CAST(:#${body} AS jsonb))
     AS o(object_key text, etag text, last_modified timestamptz, size bigint, sequence bigint, discontinuity boolean)
LEFT JOIN LATERAL (
    SELECT s.run, s.etag, s.file, s.access_units FROM recording_segment s
    WHERE s.recording_id = k.recording_id AND s.object_key = o.object_key AND s.state <> 'missing'
    ORDER BY s.run DESC, s.captured_at DESC LIMIT 1) known ON true
WHERE k.recording_id = CAST(:#${variable.recording[recording_id]} AS uuid)
  AND NOT EXISTS (
    SELECT 1 FROM recording_segment s
    WHERE s.object_key = o.object_key AND s.etag = o.etag AND s.state <> 'missing'
      AND (s.last_modified = o.last_modified OR s.recording_id = k.recording_id))
ORDER BY o.sequence, o.object_key
