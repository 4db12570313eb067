-- All of a ledger that the report of a live recording is made of, also what could not be fetched; mostly in the order of the broadcast,
-- which the report finds out
SELECT object_key, etag, run, sequence, media_sequence, again, state, COALESCE(file, '') AS file, discontinuity, last_modified, reason, tracks::text AS tracks
FROM recording_segment WHERE recording_id = CAST(:recordingId AS uuid)
ORDER BY captured_at
