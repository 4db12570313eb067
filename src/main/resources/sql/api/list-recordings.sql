-- Recordings, in the order that is asked for, as the JSON of GET /recordings; one row more than the limit says that there is a next page
WITH dated AS (
    SELECT r, id, COALESCE(started_at, TIMESTAMP 'epoch') AS started FROM recordings r
    WHERE (CAST(:#${variable.query.status} AS text) IS NULL OR status::text = :#${variable.query.status})
      AND (CAST(:#${variable.query.streamId} AS uuid) IS NULL OR stream_id = CAST(:#${variable.query.streamId} AS uuid))
      AND (CAST(:#${variable.query.streamKey} AS text) IS NULL OR has_stream_key(r, :#${variable.query.streamKey}))
      AND (CAST(:#${variable.query.hasHoles} AS boolean) IS NULL OR has_holes(r) = CAST(:#${variable.query.hasHoles} AS boolean))
      AND (CAST(:#${variable.query.from} AS timestamp) IS NULL OR started_at >= CAST(:#${variable.query.from} AS timestamp))
      AND (CAST(:#${variable.query.to} AS timestamp) IS NULL OR started_at < CAST(:#${variable.query.to} AS timestamp))
), sorted AS (
    SELECT *, CASE WHEN CAST(:#${variable.query.oldestFirst} AS boolean) THEN started END AS up FROM dated
    WHERE CAST(:#${variable.query.afterStartedAt} AS timestamp) IS NULL
       OR CASE WHEN CAST(:#${variable.query.oldestFirst} AS boolean) THEN started > CAST(:#${variable.query.afterStartedAt} AS timestamp)
               ELSE started < CAST(:#${variable.query.afterStartedAt} AS timestamp) END
       OR started = CAST(:#${variable.query.afterStartedAt} AS timestamp) AND id > CAST(:#${variable.query.afterId} AS uuid)
), found AS (
    SELECT *, row_number() OVER (ORDER BY up, started DESC, id) AS place FROM sorted
    ORDER BY up, started DESC, id LIMIT CAST(:#${variable.query.limit} AS int) + 1
), page AS (
    SELECT * FROM found WHERE place <= CAST(:#${variable.query.limit} AS int)
)
SELECT '{"recordings":' || (SELECT COALESCE(json_agg(recording_json(r) ORDER BY place), '[]'::json) FROM page)::text
    || CASE WHEN (SELECT count(*) FROM found) > (SELECT count(*) FROM page)
            THEN ',"next_cursor":"' || (SELECT to_char(started, 'YYYY-MM-DD"T"HH24:MI:SS.US') || '_' || id FROM page
                                        ORDER BY place DESC LIMIT 1) || '"'
            ELSE '' END || '}'
