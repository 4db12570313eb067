-- The files that the ledger says lie in the work folder of a recording
SELECT file, size FROM recording_segment
WHERE recording_id = CAST(:recordingId AS uuid) AND state <> 'missing'
