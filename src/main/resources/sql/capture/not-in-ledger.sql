-- Of the listed objects those that the ledger of a recording does not have as they are
SELECT o.object_key FROM jsonb_to_recordset(CAST(:listed AS jsonb)) AS o(object_key text, etag text)
WHERE NOT EXISTS (SELECT 1 FROM recording_segment s
                  WHERE s.object_key = o.object_key AND s.etag = o.etag AND s.recording_id = CAST(:recordingId AS uuid) AND s.state <> 'missing')
