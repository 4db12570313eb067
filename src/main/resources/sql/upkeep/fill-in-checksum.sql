-- The checksum of the MP4, computed after completion so as not to delay it
UPDATE recording_capture SET report = jsonb_set(report, '{sha256}', to_jsonb(CAST(:#${body} AS text)))
WHERE recording_id = CAST(:#${variable.finished.recordingId} AS uuid) AND report IS NOT NULL
