-- Recordings, in the order that is asked for, as the JSON of GET /recordings; one row more than the limit says that there is a next page
WITH found AS (
    SELECT row_number() OVER () AS place, r FROM recordings_behind(
        :#${variable.query.status}, CAST(:#${variable.query.streamId} AS uuid), :#${variable.query.streamKey}, CAST(:#${variable.query.hasHoles} AS boolean), CAST(:#${variable.query.from} AS timestamp),
        CAST(:#${variable.query.to} AS timestamp), CAST(:#${variable.query.oldestFirst} AS boolean), CAST(:#${variable.query.afterStartedAt} AS timestamp), CAST(:#${variable.query.afterId} AS uuid), CAST(:#${variable.query.limit} AS int) + 1) r
), page AS (
    -- the JSON of these only
    SELECT place, (r).id, COALESCE((r).started_at, TIMESTAMP 'epoch') AS started, recording_json(r) AS json FROM found
    WHERE place <= CAST(:#${variable.query.limit} AS int)
)
SELECT '{"recordings":' || (SELECT COALESCE(json_agg(json ORDER BY place), '[]'::json) FROM page)::text
    || CASE WHEN (SELECT count(*) FROM found) > (SELECT count(*) FROM page)
            THEN ',"next_cursor":"' || (SELECT to_char(started, 'YYYY-MM-DD"T"HH24:MI:SS.US') || '_' || id FROM page
                                        ORDER BY place DESC LIMIT 1) || '"'
            ELSE '' END || '}'
