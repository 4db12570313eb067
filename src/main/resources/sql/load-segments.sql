-- The segments of a recording in the order of the broadcast; a new version of a name begins a new run, with all that came later
WITH version AS (
    SELECT *, row_number() OVER (PARTITION BY object_key ORDER BY last_modified, captured_at) - 1 AS number,
           count(*) OVER (PARTITION BY object_key) - 1 AS last_number
    FROM recording_segment
    WHERE recording_id = CAST(:#${variable.recording[recording_id]} AS uuid) AND state IN ('captured', 'damaged')
), begun AS (
    SELECT number, min(last_modified) AS at FROM version GROUP BY number
), placed AS (
    -- of a name that was written over, each version but the last is certainly of the run of its number
    SELECT version.*, CASE WHEN number < last_number THEN number ELSE GREATEST(number,
           (SELECT max(begun.number) FROM begun WHERE begun.at <= version.last_modified)) END AS place
    FROM version
)
SELECT place::int AS run, sequence, object_key, etag, size, file, state, discontinuity, last_modified, reason,
       ticks, access_units, tracks::text AS tracks
FROM placed
ORDER BY place, sequence, object_key
