-- Recordings, newest first, as the JSON of GET /recordings; one row more than the limit says that there is a next page
WITH found AS (
    SELECT id, COALESCE(started_at, TIMESTAMP 'epoch') AS started
    FROM recordings r
    WHERE (CAST(:#${variable.query.status} AS text) IS NULL OR status::text = :#${variable.query.status})
      AND (CAST(:#${variable.query.streamId} AS uuid) IS NULL OR stream_id = CAST(:#${variable.query.streamId} AS uuid))
      AND (CAST(:#${variable.query.afterStartedAt} AS timestamp) IS NULL
           OR COALESCE(started_at, TIMESTAMP 'epoch') < CAST(:#${variable.query.afterStartedAt} AS timestamp)
           OR COALESCE(started_at, TIMESTAMP 'epoch') = CAST(:#${variable.query.afterStartedAt} AS timestamp) AND id > CAST(:#${variable.query.afterId} AS uuid))
    ORDER BY started DESC, id
    LIMIT CAST(:#${variable.query.limit} AS int) + 1
), page AS (
    -- the JSON of these only
    SELECT * FROM found ORDER BY started DESC, id LIMIT CAST(:#${variable.query.limit} AS int)
)
SELECT '{"recordings":' || (SELECT COALESCE(json_agg(recording_json(r) ORDER BY started DESC, r.id), '[]'::json) FROM page JOIN recordings r ON r.id = page.id)::text
    || CASE WHEN (SELECT count(*) FROM found) > (SELECT count(*) FROM page)
            THEN ',"next_cursor":"' || (SELECT to_char(started, 'YYYY-MM-DD"T"HH24:MI:SS.US') || '_' || id FROM page
                                        ORDER BY started, id DESC LIMIT 1) || '"'
            ELSE '' END || '}'
