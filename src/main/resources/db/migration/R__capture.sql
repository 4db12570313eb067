-- Functions on recordings and their segments. Flyway runs this file again when it changes.

-- From when on an object belongs to a recording. The sender's clock may differ from the store's by the grace, and the store
-- counts whole seconds; but the grace does not reach into a broadcast of the same key that ended just before.
CREATE OR REPLACE FUNCTION capture_from(c recording_capture, grace interval) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN EXISTS (SELECT 1 FROM recording_capture before
                             WHERE before.stream_key = c.stream_key AND before.started_event_id < c.started_event_id
                               AND before.ended_at > c.capture_since - grace)
                THEN date_trunc('second', c.capture_since) ELSE c.capture_since - grace END
$$;

-- Until when: the start of the next broadcast of the same key, NULL when there is none yet.
CREATE OR REPLACE FUNCTION capture_until(c recording_capture) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT date_trunc('second', min(next.capture_since)) FROM recording_capture next
    WHERE next.stream_key = c.stream_key AND next.started_event_id > c.started_event_id
$$;

-- The segments of a recording in the order of the broadcast; a new version of a name begins a new run, with all that came
-- later, and so does another stem (the name without its number): x-20250102-000004.ts follows x-20250101-235958.ts, and a
-- publisher that comes back under another name follows itself. The stem that came first goes first. Where names without a
-- number are among them the playlist alone says the order. Where the media sequences of the playlist can be believed, they say it,
-- whatever the names: each segment has one of its own, and along them the uploads do not go back in time. What no playlist listed
-- stands behind the segments that it stands behind by its name.
DROP FUNCTION IF EXISTS segments_in_order(UUID);
CREATE FUNCTION segments_in_order(recording UUID)
RETURNS TABLE (place BIGINT, number BIGINT, last_number BIGINT, "position" BIGINT, segment recording_segment) LANGUAGE sql STABLE AS $$
    WITH version AS (
        SELECT s AS segment, s.object_key, s.sequence, s.media_sequence, s.last_modified,
               substring(s.object_key FROM '^(.*?)\d{1,18}(?:\.[A-Za-z0-9]*)?$') AS stem,
               row_number() OVER (PARTITION BY s.object_key ORDER BY s.last_modified, s.captured_at) - 1 AS number,
               count(*) OVER (PARTITION BY s.object_key) - 1 AS last_number
        FROM recording_segment s
        WHERE s.recording_id = recording AND s.state IN ('captured', 'damaged')
    ), begun AS (
        SELECT v.number, min(v.last_modified) AS at FROM version v GROUP BY v.number
    ), placed AS (
        -- of a name that was written over, each version but the last is certainly of the run of its number
        SELECT v.*, CASE WHEN v.number < v.last_number THEN v.number ELSE GREATEST(v.number,
               (SELECT max(begun.number) FROM begun WHERE begun.at <= v.last_modified)) END AS place
        FROM version v
    ), ordered AS (
        SELECT p.*, CASE WHEN bool_and(p.stem IS NOT NULL) OVER () THEN min(p.last_modified) OVER (PARTITION BY p.place, p.stem) END AS stem_at
        FROM placed p
    ), named AS (
        SELECT o.*, dense_rank() OVER (ORDER BY o.place, o.stem_at) - 1 AS run,
               row_number() OVER (ORDER BY o.place, o.stem_at, o.sequence, o.object_key) AS by_name
        FROM ordered o
    ), told AS (
        SELECT count(*) > 0 AND count(*) = count(DISTINCT n.media_sequence) AND NOT bool_or(n.goes_back) AS believed
        FROM (SELECT v.media_sequence, v.last_modified < max(v.last_modified) OVER (ORDER BY v.media_sequence) - interval '15 seconds'
                     AND v.last_modified >= c.capture_since AS goes_back
              FROM version v, recording_capture c WHERE c.recording_id = recording AND v.media_sequence IS NOT NULL) n
    ), told_place AS (
        SELECT n.*, CASE WHEN told.believed THEN COALESCE(n.media_sequence, max(n.media_sequence) OVER (ORDER BY n.by_name)) END AS told_at
        FROM named n, told
    )
    SELECT o.run, o.number, o.last_number,
           row_number() OVER (ORDER BY o.told_at NULLS FIRST, o.media_sequence NULLS LAST, o.by_name), o.segment
    FROM told_place o
$$;
