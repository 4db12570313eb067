-- A failed recording is finalized again from the segments that are kept for KEEP_FAILED
WITH again AS (
    UPDATE recordings r SET status = 'processing', completed_at = NULL
    FROM recording_capture c
    WHERE r.id = CAST(:#${body} AS uuid) AND r.status = 'failed' AND c.recording_id = r.id
      AND c.folder IS NOT NULL AND c.deleting_at IS NULL
      AND r.completed_at > (now() AT TIME ZONE 'UTC') - CAST(:#${properties:recorder.keep.failed} AS interval)
    RETURNING r.id
), noted AS (
    INSERT INTO recording_event (kind, stream_key, recording_id, detail)
    SELECT 'recording.rebuilt', c.stream_key, c.recording_id, jsonb_build_object('cause', 'an administrator asked for it', 'failed', c.error,
                                                                                                 'peer', CAST(:#${variable.peer} AS text))
    FROM again JOIN recording_capture c ON c.recording_id = again.id
)
UPDATE recording_capture c
SET error = NULL, error_code = NULL, attempts = 0, postponements = 0, next_attempt_at = now(), processing_since = NULL, owner = NULL, lease_until = NULL, stage = NULL
FROM again WHERE c.recording_id = again.id
RETURNING c.recording_id::text, c.stream_key
