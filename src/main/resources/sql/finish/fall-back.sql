-- This recording is joined at the end, not while it is live; the first reason stays
UPDATE recording_capture SET live_fallback = COALESCE(live_fallback, :#${body.reason})
WHERE recording_id = CAST(:#${body.recordingId} AS uuid) AND owner = :#${properties:recorder.instance}
RETURNING live_fallback
