-- Take or keep the lease of every live recording that no other instance holds
UPDATE recording_capture c
SET owner = :#${properties:recorder.instance}, stage = 'capture',
    lease_until = now() + CAST(:#${properties:recorder.lease.time} AS interval)
FROM (SELECT recording_id, owner FROM recording_capture
      WHERE ended_at IS NULL
        AND (owner = :#${properties:recorder.instance} OR lease_until IS NULL OR lease_until < now())
      FOR UPDATE SKIP LOCKED) before
WHERE c.recording_id = before.recording_id
RETURNING c.recording_id::text, c.stream_key, c.bucket, c.prefix, c.folder,
          -- the sender's clock may differ a little (and the store's counts whole seconds), but not into the broadcast before, nor past the start of the next
          CASE WHEN EXISTS (SELECT 1 FROM recording_capture o
                            WHERE o.stream_key = c.stream_key AND o.started_event_id < c.started_event_id
                              AND o.ended_at > c.capture_since - CAST(:#${properties:recorder.capture.grace} AS interval))
               THEN date_trunc('second', c.capture_since) ELSE c.capture_since - CAST(:#${properties:recorder.capture.grace} AS interval)
          END AS capture_from,
          (SELECT date_trunc('second', min(n.capture_since)) FROM recording_capture n
           WHERE n.stream_key = c.stream_key AND n.started_event_id > c.started_event_id) AS capture_until,
          before.owner IS DISTINCT FROM c.owner AS adopted,
          (SELECT s.object_key FROM recording_segment s WHERE s.recording_id = c.recording_id
           ORDER BY s.run DESC, s.sequence DESC LIMIT 1) AS newest_key
