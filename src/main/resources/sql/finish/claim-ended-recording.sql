-- Take the ended recording that has waited longest, when no other instance or step holds it, nor this one after a pause longer
-- than its lease, nor this one holds enough already, or is draining and did not capture it; a time in the far future is left of a clock
-- that was wrong
WITH in_hand AS MATERIALIZED (
    -- read once: PostgreSQL reads the array of a CAST again for each row
    SELECT CAST(:#${bean:finalizing.ids} AS uuid[]) AS ids
), claimed AS (
    UPDATE recording_capture c
    SET owner = :#${properties:recorder.instance}, holder = :#${properties:recorder.instance}, stage = 'finalize',
        ended_at = LEAST(c.ended_at, now()),
        processing_since = COALESCE(c.processing_since, now()),
        lease_until = now() + CAST(:#${properties:recorder.lease.time} AS interval)
    FROM (SELECT k.recording_id, k.owner, r.started_at
          FROM recording_capture k JOIN recordings r ON r.id = k.recording_id
          WHERE k.ended_at IS NOT NULL AND r.status = 'processing'
            AND k.recording_id <> ALL ((SELECT ids FROM in_hand)::uuid[])
            AND (SELECT cardinality(ids) FROM in_hand) < CAST(:#${properties:recorder.finalize.most} AS int)
            AND (NOT :#${bean:thisInstance.draining} OR k.owner = :#${properties:recorder.instance})
            AND (k.next_attempt_at <= now() OR k.next_attempt_at > now()
                 + GREATEST(interval '5 minutes', CAST(:#${properties:recorder.reconnect.window} AS interval)))
            AND (k.lease_until IS NULL
                 OR k.lease_until NOT BETWEEN now() AND now() + 2 * CAST(:#${properties:recorder.lease.time} AS interval)
                 OR (k.owner = :#${properties:recorder.instance} AND k.stage = 'capture'))
          ORDER BY k.next_attempt_at LIMIT 1
          FOR UPDATE OF k SKIP LOCKED) before
    WHERE c.recording_id = before.recording_id
    RETURNING c.recording_id::text, c.stream_key, c.bucket, c.prefix, c.folder,
              capture_from(c, CAST(:#${properties:recorder.capture.grace} AS interval)) AS capture_from,
              LEAST(capture_until(c), c.ended_at + CAST(:#${properties:recorder.settle.limit} AS interval)) AS capture_until,
              extract(epoch FROM now() - c.ended_at)::float8 AS ended_ago, c.attempts,
              c.live_upload, c.live_fallback, c.error,
              before.owner IS DISTINCT FROM c.owner AS adopted, before.owner AS owner_before,
              (SELECT s.object_key FROM recording_segment s WHERE s.recording_id = c.recording_id
               ORDER BY s.run DESC, s.sequence DESC LIMIT 1) AS newest_key
), noted AS (
    INSERT INTO recording_event (kind, stream_key, recording_id, detail)
    SELECT 'recording.taken-over', stream_key, recording_id::uuid, jsonb_build_object(
        'cause', 'the lease of ' || owner_before || ' ran out', 'by', CAST(:#${properties:recorder.instance} AS text))
    FROM claimed WHERE adopted AND owner_before IS NOT NULL
)
SELECT recording_id, stream_key, bucket, prefix, folder, capture_from, capture_until, ended_ago, attempts, live_upload, live_fallback,
       adopted, error, newest_key
FROM claimed
