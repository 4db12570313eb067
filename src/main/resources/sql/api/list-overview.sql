-- Recordings as the page lists them: live ones first, then newest first; one row more than the limit says that there is a next page
WITH found AS (
    SELECT r.id, r.status = 'recording' AS live, COALESCE(r.started_at, TIMESTAMP 'epoch') AS started
    FROM recordings r
    WHERE (CAST(:#${variable.query.status} AS text) IS NULL OR r.status = CAST(:#${variable.query.status} AS recording_status))
      AND (CAST(:#${variable.query.text} AS text) IS NULL
           -- apart, so that the small index is read, and not every row
           OR r.id IN (SELECT recording_id FROM recording_capture
                       WHERE NOT CAST(:#${properties:recorder.http.hide-keys} AS boolean) AND has_words(searched, :#${variable.query.text})
                       UNION ALL
                       SELECT recording_id FROM recording_capture
                       WHERE CAST(:#${properties:recorder.http.hide-keys} AS boolean) AND has_words(lower(title), :#${variable.query.text}))
           OR r.id BETWEEN CAST(:#${variable.query.idFrom} AS uuid) AND CAST(:#${variable.query.idTo} AS uuid))
      AND (CAST(:#${variable.query.afterId} AS uuid) IS NULL
           OR CAST(:#${variable.query.afterLive} AS boolean) AND r.status <> 'recording'
           OR CAST(:#${variable.query.afterLive} AS boolean) = (r.status = 'recording')
              AND (COALESCE(r.started_at, TIMESTAMP 'epoch') < CAST(:#${variable.query.afterStartedAt} AS timestamp)
                   OR COALESCE(r.started_at, TIMESTAMP 'epoch') = CAST(:#${variable.query.afterStartedAt} AS timestamp)
                      AND r.id > CAST(:#${variable.query.afterId} AS uuid)))
    ORDER BY live DESC, started DESC, id
    LIMIT CAST(:#${variable.query.limit} AS int) + 1
), page AS (
    SELECT * FROM found ORDER BY live DESC, started DESC, id LIMIT CAST(:#${variable.query.limit} AS int)
)
SELECT json_build_object(
    'now', to_char(now(), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'recordings', (SELECT COALESCE(json_agg(overview_json(r, CAST(:#${properties:recorder.http.hide-keys} AS boolean))
                                            ORDER BY live DESC, started DESC, r.id), '[]'::json)
                   FROM page JOIN recordings r ON r.id = page.id),
    'counts', (SELECT json_object_agg(s, COALESCE(number, 0)) FROM unnest(enum_range(NULL::recording_status)) s
               LEFT JOIN (SELECT status, count(*) AS number FROM recordings GROUP BY status) counted ON counted.status = s),
    'next_cursor', CASE WHEN (SELECT count(*) FROM found) > (SELECT count(*) FROM page)
        THEN (SELECT live || '_' || to_char(started, 'YYYY-MM-DD"T"HH24:MI:SS.US') || '_' || id FROM page
              ORDER BY live, started, id DESC LIMIT 1) END)::text
