-- Take the hand-over that has waited longest: the first of its key for its receiver, and few at once for one receiver; a time in the far
-- future is left of a clock that was wrong
WITH busy AS (
    SELECT receiver, target, count(*) AS number FROM hand_over
    WHERE done_at IS NULL AND lease_until BETWEEN now() AND now() + 2 * CAST(:#${properties:recorder.lease.time} AS interval) GROUP BY receiver, target
), taken AS (
    UPDATE hand_over
    SET owner = :#${properties:recorder.instance}, attempts = attempts + 1,
        lease_until = now() + CAST(:#${properties:recorder.lease.time} AS interval)
    WHERE id = (
        SELECT h.id FROM hand_over h
        JOIN jsonb_to_recordset(CAST(:#${bean:receivers.all} AS jsonb)) AS told(receiver text, target text)
             ON told.receiver = h.receiver AND told.target = h.target
        LEFT JOIN busy ON busy.receiver = h.receiver AND busy.target = h.target
        WHERE h.done_at IS NULL AND (h.next_attempt_at <= now() OR h.next_attempt_at > now() + interval '2 days')
          AND (h.lease_until IS NULL OR h.lease_until NOT BETWEEN now() AND now() + 2 * CAST(:#${properties:recorder.lease.time} AS interval))
          AND NOT EXISTS (SELECT 1 FROM hand_over earlier
                          WHERE earlier.receiver = h.receiver AND earlier.target = h.target
                            AND earlier.stream_key = h.stream_key AND earlier.id < h.id AND earlier.done_at IS NULL)
          AND COALESCE(busy.number, 0) < CAST(:#${properties:recorder.hand-over.parallel} AS int)
        ORDER BY h.next_attempt_at, h.id LIMIT 1
        FOR UPDATE OF h SKIP LOCKED)
    RETURNING *
)
SELECT t.id, t.receiver, t.target, t.recording_id::text, t.stream_key, t.event, t.attempts,
       'recording-' || t.recording_id || '-' || t.id AS message_id,
       to_char(t.created_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS created_at,
       t.event = 'recording.deleted' OR r.id IS NOT NULL AND t.event IN ('recording.started', 'recording.' || r.status) AS still_true,
       r.file_path, r.file_size, doubt_codes(c.report -> 'doubts') AS doubts,
       CASE WHEN r.id IS NOT NULL THEN message_json(r)
            ELSE jsonb_build_object('id', t.recording_id, 'stream_key', t.stream_key)::text END AS recording
FROM taken t LEFT JOIN recordings r ON r.id = t.recording_id LEFT JOIN recording_capture c ON c.recording_id = r.id
