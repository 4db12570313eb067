-- The live recordings of this instance, with those that it takes now: no other instance holds them, or nobody does; a lease in the far
-- future is left of a clock that was wrong. Those that it has already are only read, and so never passed over
WITH claimed AS (
    UPDATE recording_capture c
    SET owner = :#${properties:recorder.instance}, stage = 'capture',
        lease_until = now() + CAST(:#${properties:recorder.lease.time} AS interval)
    FROM (SELECT recording_id, owner FROM recording_capture
          WHERE ended_at IS NULL AND (owner IS NULL OR NOT :#${variable.onlyUnowned})
            AND (lease_until IS NULL
                 OR lease_until NOT BETWEEN now() AND now() + 2 * CAST(:#${properties:recorder.lease.time} AS interval))
          FOR NO KEY UPDATE SKIP LOCKED) before
    WHERE c.recording_id = before.recording_id
    RETURNING c AS capture, before.owner AS owner_before
), noted AS (
    INSERT INTO recording_event (kind, stream_key, recording_id, detail)
    SELECT 'recording.taken-over', (capture).stream_key, (capture).recording_id, jsonb_build_object(
        'cause', 'the lease of ' || owner_before || ' ran out', 'by', CAST(:#${properties:recorder.instance} AS text))
    FROM claimed WHERE owner_before <> (capture).owner
), mine AS (
    SELECT capture, owner_before FROM claimed
    UNION ALL
    SELECT held, held.owner FROM recording_capture held
    WHERE held.ended_at IS NULL AND held.owner = :#${properties:recorder.instance} AND NOT :#${variable.onlyUnowned}
      AND held.lease_until BETWEEN now() AND now() + 2 * CAST(:#${properties:recorder.lease.time} AS interval)
)
SELECT (capture).recording_id::text, (capture).stream_key, (capture).bucket, (capture).prefix, (capture).folder,
       capture_from(capture, CAST(:#${properties:recorder.capture.grace} AS interval)) AS capture_from,
       capture_until(capture) AS capture_until,
       owner_before IS DISTINCT FROM (capture).owner AS adopted, false AS ended,
       (SELECT s.object_key FROM recording_segment s WHERE s.recording_id = (capture).recording_id
        ORDER BY s.run DESC, s.sequence DESC LIMIT 1) AS newest_key
FROM mine
