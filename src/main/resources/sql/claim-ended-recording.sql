-- Take the ended recording that has waited longest, when no other instance or step holds it
UPDATE recording_capture c
SET owner = :#${properties:recorder.instance}, stage = 'finalize',
    lease_until = now() + CAST(:#${properties:recorder.lease.time} AS interval)
FROM (SELECT k.recording_id, k.owner, r.started_at
      FROM recording_capture k JOIN recordings r ON r.id = k.recording_id
      WHERE k.ended_at IS NOT NULL AND r.status = 'processing' AND k.next_attempt_at <= now()
        AND (k.lease_until IS NULL OR k.lease_until < now()
             OR (k.owner = :#${properties:recorder.instance} AND k.stage = 'capture'))
      ORDER BY k.next_attempt_at LIMIT 1
      FOR UPDATE OF k SKIP LOCKED) before
WHERE c.recording_id = before.recording_id
RETURNING c.recording_id::text, c.stream_key, c.bucket, c.prefix, c.folder,
          capture_from(c, CAST(:#${properties:recorder.capture.grace} AS interval)) AS capture_from,
          capture_until(c) AS capture_until, c.ended_at, c.attempts,
          before.owner IS DISTINCT FROM c.owner AS adopted,
          (SELECT s.object_key FROM recording_segment s WHERE s.recording_id = c.recording_id
           ORDER BY s.run DESC, s.sequence DESC LIMIT 1) AS newest_key
