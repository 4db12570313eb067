-- The figures of the management port: each column is a gauge, recorder_ and its name
SELECT count(*) FILTER (WHERE r.status = 'recording') AS recordings_live,
       count(*) FILTER (WHERE r.status = 'processing') AS recordings_processing,
       count(*) FILTER (WHERE r.status = 'processing' AND c.next_attempt_at > now() AND c.error IS NOT NULL) AS recordings_postponed,
       count(*) FILTER (WHERE r.status = 'failed' AND r.completed_at > (now() AT TIME ZONE 'UTC') - interval '1 day') AS recordings_failed_today,
       COALESCE(extract(epoch FROM max(now() - GREATEST(c.last_segment_at, r.started_at AT TIME ZONE 'UTC'))
                FILTER (WHERE r.status = 'recording')), 0) AS lag_seconds,
       COALESCE(extract(epoch FROM max(now() - c.ended_at) FILTER (WHERE r.status = 'processing')), 0) AS processing_seconds,
       (SELECT count(*) FROM stream_event WHERE kind = 'stream.started' AND acted_at IS NULL
           AND heard_at > now() - interval '1 day') AS events_waiting,
       (SELECT count(*) FROM hand_over h JOIN jsonb_to_recordset(CAST(:#${bean:receivers.all} AS jsonb)) AS told(receiver text, target text)
            ON told.receiver = h.receiver AND told.target = h.target WHERE h.done_at IS NULL) AS hand_overs_waiting,
       (SELECT COALESCE(extract(epoch FROM max(now() - h.created_at)), 0) FROM hand_over h
            JOIN jsonb_to_recordset(CAST(:#${bean:receivers.all} AS jsonb)) AS told(receiver text, target text)
            ON told.receiver = h.receiver AND told.target = h.target
        WHERE h.done_at IS NULL AND h.attempts > 0 AND h.error IS NOT NULL) AS hand_over_seconds,
       (SELECT count(*) FROM recording_capture d JOIN recordings q ON q.id = d.recording_id
        WHERE d.report -> 'doubts' <> '[]' AND q.status = 'completed'
          AND q.completed_at > (now() AT TIME ZONE 'UTC') - interval '1 day') AS recordings_in_doubt_today,
       (SELECT count(*) FROM recording_capture h WHERE h.ended_at IS NULL AND h.owner = :#${properties:recorder.instance}) AS recordings_here,
       (SELECT count(*) FROM recording_capture w
        WHERE w.ended_at IS NULL AND (w.lease_until IS NULL OR w.lease_until < now())) AS recordings_waiting,
       (SELECT count(*) FROM recording_instance WHERE alive_until > now()) AS instances,
       (SELECT COALESCE(sum(i.capacity), 0) FROM recording_instance i WHERE i.alive_until > now() AND NOT i.draining) AS capacity
FROM recordings r JOIN recording_capture c ON c.recording_id = r.id
WHERE r.status IN ('recording', 'processing') OR r.status = 'failed' AND r.completed_at > (now() AT TIME ZONE 'UTC') - interval '1 day'
