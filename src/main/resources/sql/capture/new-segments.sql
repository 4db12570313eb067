-- Which of these objects are in no ledger yet: neither in this recording's nor, the same upload, in another's; some stores list
-- milliseconds and answer a GET, which is what a ledger keeps, with whole seconds
SELECT o.object_key,
       EXISTS (SELECT 1 FROM recording_segment m WHERE m.recording_id = CAST(:#${body.recording.recordingId} AS uuid)
                 AND m.state = 'missing' AND m.file IS NULL AND m.object_key = o.object_key AND m.etag = o.etag) AS given_up
FROM jsonb_to_recordset(CAST(:#listed AS jsonb))
     AS o(object_key text, etag text, last_modified timestamptz, sequence bigint)
WHERE NOT EXISTS (
    SELECT 1 FROM recording_segment s
    WHERE s.object_key = o.object_key AND s.etag = o.etag AND s.state <> 'missing'
      AND (date_trunc('second', s.last_modified) = date_trunc('second', o.last_modified)
           OR s.recording_id = CAST(:#${body.recording.recordingId} AS uuid)))
ORDER BY o.sequence, o.object_key
