-- Take or keep the lease of every live recording that no other instance holds, or that nobody does; one in the far future is left of a clock that was wrong
WITH claimed AS (
    UPDATE recording_capture c
    SET owner = :#${properties:recorder.instance}, stage = 'capture',
        lease_until = now() + CAST(:#${properties:recorder.lease.time} AS interval)
    FROM (SELECT recording_id, owner FROM recording_capture
          WHERE ended_at IS NULL
        AND (owner IS NULL OR NOT :#${variable.free})
            AND (owner = :#${properties:recorder.instance} OR lease_until IS NULL
                 OR lease_until NOT BETWEEN now() AND now() + 2 * CAST(:#${properties:recorder.lease.time} AS interval))
          FOR UPDATE SKIP LOCKED) before
    WHERE c.recording_id = before.recording_id
    RETURNING c.recording_id::text, c.stream_key, c.bucket, c.prefix, c.folder,
              capture_from(c, CAST(:#${properties:recorder.capture.grace} AS interval)) AS capture_from,
              capture_until(c) AS capture_until,
              before.owner IS DISTINCT FROM c.owner AS adopted, before.owner AS owner_before,
              (SELECT s.object_key FROM recording_segment s WHERE s.recording_id = c.recording_id
               ORDER BY s.run DESC, s.sequence DESC LIMIT 1) AS newest_key
), noted AS (
    INSERT INTO stream_event (kind, stream_key, event_at, recording_id, acted_at, detail)
    SELECT 'recording.taken-over', stream_key, now(), recording_id::uuid, now(), jsonb_build_object(
        'cause', 'the lease of ' || owner_before || ' ran out', 'by', CAST(:#${properties:recorder.instance} AS text))
    FROM claimed WHERE adopted AND owner_before IS NOT NULL
)
SELECT * FROM claimed
