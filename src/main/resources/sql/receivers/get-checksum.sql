-- The SHA-256 of the MP4 as it was joined; null until it has been computed
SELECT report->>'sha256' AS sha256 FROM recording_capture
WHERE recording_id = CAST(:#${variable.handOver.recordingId} AS uuid)
