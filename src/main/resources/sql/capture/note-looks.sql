-- The bucket was looked at: since when has nothing new come, as far as was looked without a pause? A row that would say the same is
-- written only so often that it is seen that there was no pause. A row that is just being changed is left to that, so that one
-- statement that hangs holds up the polls of no recording
UPDATE recording_capture c
SET quiet_since = CASE
        WHEN l.found_new THEN NULL
        WHEN c.looked_at BETWEEN now() - 10 * CAST(:#${properties:recorder.monitor.interval} AS interval) AND now()
            THEN COALESCE(c.quiet_since, now())
        ELSE now() END,
    looked_at = now()
FROM (SELECT h.recording_id, l.found_new
      FROM jsonb_to_recordset(CAST(:#${body} AS jsonb)) AS l(recording_id uuid, found_new boolean)
      JOIN recording_capture h USING (recording_id)
      WHERE h.ended_at IS NULL AND h.owner = :#${properties:recorder.instance}
        AND (NOT l.found_new OR h.quiet_since IS NOT NULL OR h.looked_at IS NULL
             OR h.looked_at NOT BETWEEN now() - 3 * CAST(:#${properties:recorder.monitor.interval} AS interval) AND now())
      FOR NO KEY UPDATE OF h SKIP LOCKED) l
WHERE c.recording_id = l.recording_id
