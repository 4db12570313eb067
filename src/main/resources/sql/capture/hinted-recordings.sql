-- The live recordings of this instance to which new objects belong, by the prefixes of their keys
SELECT c.recording_id::text, c.stream_key, c.bucket, c.prefix, c.folder,
       capture_from(c, CAST(:#${properties:recorder.capture.grace} AS interval)) AS capture_from, capture_until(c) AS capture_until,
       false AS adopted, false AS ended,
       (SELECT s.object_key FROM recording_segment s WHERE s.recording_id = c.recording_id
        ORDER BY s.run DESC, s.sequence DESC LIMIT 1) AS newest_key
FROM recording_capture c
WHERE c.ended_at IS NULL AND c.owner = :#${properties:recorder.instance}
  AND holds(c.lease_until, CAST(:#${properties:recorder.lease.time} AS interval))
  AND EXISTS (SELECT 1 FROM jsonb_array_elements_text(CAST(:#${variable.hinted} AS jsonb)) AS hinted(object_key)
              WHERE starts_with(hinted.object_key, c.prefix))
