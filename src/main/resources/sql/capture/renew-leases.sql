-- Keep what this instance works on, and announce it to the others; the answer is the secret that they share. What another instance took over
-- is not taken back. A row that is just being changed is kept the next time, so that it holds up none of the others
WITH kept AS (
    SELECT recording_id FROM recording_capture
    WHERE owner = :#${properties:recorder.instance}
      AND (stage = 'capture' OR recording_id = ANY ((SELECT CAST(:#${body} AS uuid[]))::uuid[]))
    FOR NO KEY UPDATE SKIP LOCKED
), renewed AS (
    UPDATE recording_capture c SET lease_until = now() + CAST(:#${properties:recorder.lease.time} AS interval)
    FROM kept WHERE c.recording_id = kept.recording_id
)
SELECT announce_instance(:#${properties:recorder.instance}, :#${bean:thisInstance.node}, CAST(:#${bean:thisInstance.address} AS text),
                         :#${bean:thisInstance.capacity}, :#${bean:thisInstance.draining}, CAST(:#${properties:recorder.lease.time} AS interval))
