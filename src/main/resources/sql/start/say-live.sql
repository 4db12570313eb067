-- The Stream Service lists these streams as live; out come those of which their recordings do not know all that it says
WITH said AS (
    SELECT * FROM jsonb_to_recordset(CAST(:#${variable.live.json} AS jsonb))
        AS s(id text, stream_key text, live boolean, hls_url text, user_id text, title text, started_at text)
), known AS (
    UPDATE recording_capture c SET said_live_at = now() FROM said
    WHERE c.stream_key = said.stream_key AND c.ended_at IS NULL
    RETURNING c.recording_id, c.stream_key, c.user_id, c.title, c.hls_url, c.capture_since
)
SELECT said.* FROM said
WHERE NOT EXISTS (
    SELECT 1 FROM known k JOIN recordings r ON r.id = k.recording_id
    WHERE k.stream_key = said.stream_key AND COALESCE(said.id = r.stream_id::text, true)
      AND (said.user_id IS NULL OR k.user_id IS NOT NULL) AND (said.title IS NULL OR k.title IS NOT NULL)
      AND (said.hls_url IS NULL OR k.hls_url IS NOT NULL)
      AND COALESCE(k.capture_since <= CAST(said.started_at AS timestamptz), true))
