-- Recordings, in the order that is asked for, as the JSON of GET /recordings; one row more than the limit says that there is a next page
WITH newest AS (
    SELECT id, COALESCE(started_at, TIMESTAMP 'epoch') AS started FROM recordings r
    WHERE NOT CAST(:#${variable.query.oldestFirst} AS boolean)
      AND is_asked_for(r, :#${variable.query.status}, CAST(:#${variable.query.streamId} AS uuid), :#${variable.query.streamKey},
                       CAST(:#${variable.query.hasHoles} AS boolean), CAST(:#${variable.query.from} AS timestamp),
                       CAST(:#${variable.query.to} AS timestamp))
      AND (CAST(:#${variable.query.afterStartedAt} AS timestamp) IS NULL
           OR COALESCE(started_at, TIMESTAMP 'epoch') < CAST(:#${variable.query.afterStartedAt} AS timestamp)
           OR COALESCE(started_at, TIMESTAMP 'epoch') = CAST(:#${variable.query.afterStartedAt} AS timestamp)
              AND id > CAST(:#${variable.query.afterId} AS uuid))
    ORDER BY COALESCE(started_at, TIMESTAMP 'epoch') DESC, id LIMIT CAST(:#${variable.query.limit} AS int) + 1
), oldest AS (
    SELECT id, COALESCE(started_at, TIMESTAMP 'epoch') AS started FROM recordings r
    WHERE CAST(:#${variable.query.oldestFirst} AS boolean)
      AND is_asked_for(r, :#${variable.query.status}, CAST(:#${variable.query.streamId} AS uuid), :#${variable.query.streamKey},
                       CAST(:#${variable.query.hasHoles} AS boolean), CAST(:#${variable.query.from} AS timestamp),
                       CAST(:#${variable.query.to} AS timestamp))
      AND (CAST(:#${variable.query.afterStartedAt} AS timestamp) IS NULL
           OR COALESCE(started_at, TIMESTAMP 'epoch') > CAST(:#${variable.query.afterStartedAt} AS timestamp)
           OR COALESCE(started_at, TIMESTAMP 'epoch') = CAST(:#${variable.query.afterStartedAt} AS timestamp)
              AND id > CAST(:#${variable.query.afterId} AS uuid))
    ORDER BY COALESCE(started_at, TIMESTAMP 'epoch'), id LIMIT CAST(:#${variable.query.limit} AS int) + 1
), found AS (
    SELECT id, started, row_number() OVER (ORDER BY started DESC, id) AS place FROM newest
    UNION ALL
    SELECT id, started, row_number() OVER (ORDER BY started, id) FROM oldest
), page AS (
    -- the JSON of these only
    SELECT * FROM found WHERE place <= CAST(:#${variable.query.limit} AS int)
)
SELECT '{"recordings":' || (SELECT COALESCE(json_agg(recording_json(r) ORDER BY place), '[]'::json) FROM page JOIN recordings r ON r.id = page.id)::text
    || CASE WHEN (SELECT count(*) FROM found) > (SELECT count(*) FROM page)
            THEN ',"next_cursor":"' || (SELECT to_char(started, 'YYYY-MM-DD"T"HH24:MI:SS.US') || '_' || id FROM page
                                        ORDER BY place DESC LIMIT 1) || '"'
            ELSE '' END || '}'
