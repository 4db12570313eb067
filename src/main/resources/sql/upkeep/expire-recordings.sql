-- Mark for deletion what was completed longer ago than RETENTION, is no video, and need not be imported or backed up any more;
-- a thousand at once; with RETENTION_DRY_RUN only say what that is
WITH old AS (
    SELECT r.id, c.stream_key, r.file_path, r.completed_at
    FROM recordings r JOIN recording_capture c ON c.recording_id = r.id
    WHERE CAST(:#${properties:recorder.retention.time} AS interval) > interval '0'
      AND r.status = 'completed' AND r.video_id IS NULL AND c.deleting_at IS NULL
      AND r.completed_at < (now() AT TIME ZONE 'UTC') - CAST(:#${properties:recorder.retention.time} AS interval)
      AND NOT EXISTS (SELECT 1 FROM hand_over h WHERE h.recording_id = r.id AND h.done_at IS NULL AND h.receiver IN ('vod', 'backup'))
      AND NOT is_video(r.id)
    ORDER BY r.completed_at LIMIT 1000
    FOR UPDATE OF r, c SKIP LOCKED
), marked AS (
    UPDATE recording_capture c SET deleting_at = now() FROM old
    WHERE c.recording_id = old.id AND NOT CAST(:#${properties:recorder.retention.dry-run} AS boolean)
    RETURNING c.recording_id, c.stream_key
), noted AS (
    INSERT INTO recording_event (kind, stream_key, recording_id, detail)
    SELECT 'recording.expired', stream_key, recording_id, '{"cause": "completed longer ago than RETENTION"}' FROM marked
)
SELECT id::text AS recording_id, stream_key, file_path, to_char(completed_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS completed_at FROM old
ORDER BY completed_at
