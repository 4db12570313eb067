-- The live recordings of this instance, with those that it takes now: as many of the free ones as are its share (R__work_shares.sql).
-- Those that it has already are only read, and so never passed over
WITH mine AS (
    SELECT capture, owner_before
    FROM take_live_recordings(:#${properties:recorder.instance}, :#${bean:thisInstance.capacity}, :#${bean:thisInstance.draining},
                              CAST(:#${properties:recorder.lease.time} AS interval), :#${variable.onlyUnowned})
    UNION ALL
    SELECT held, held.owner FROM recording_capture held
    WHERE held.ended_at IS NULL AND held.owner = :#${properties:recorder.instance} AND NOT :#${variable.onlyUnowned}
      AND holds(held.lease_until, CAST(:#${properties:recorder.lease.time} AS interval))
)
SELECT (capture).recording_id::text, (capture).stream_key, (capture).bucket, (capture).prefix, (capture).folder,
       capture_from(capture, CAST(:#${properties:recorder.capture.grace} AS interval)) AS capture_from,
       capture_until(capture) AS capture_until,
       owner_before IS DISTINCT FROM (capture).owner AS adopted, false AS ended,
       (SELECT s.object_key FROM recording_segment s WHERE s.recording_id = (capture).recording_id
        ORDER BY s.run DESC, s.sequence DESC LIMIT 1) AS newest_key
FROM mine
