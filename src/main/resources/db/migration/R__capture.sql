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

-- A name without its number, which has 18 digits at most; NULL when it has none. Most end in .ts, and for them no regular expression is
-- needed, which takes longer than to sort them.
CREATE OR REPLACE FUNCTION stem_of(object_key text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN right(object_key, 3) <> '.ts' THEN substring(object_key FROM '^(.*?)\d{1,18}(?:\.[A-Za-z0-9]*)?$')
                WHEN rtrim(left(object_key, -3), '0123456789') = left(object_key, -3) THEN NULL
                ELSE left(object_key, GREATEST(length(rtrim(left(object_key, -3), '0123456789')), length(object_key) - 21)) END
$$;

-- The segments of a recording in the order of the broadcast; a new version of a name begins a new run, with all that came
-- later, and so does another stem (the name without its number): x-20250102-000004.ts follows x-20250101-235958.ts, and a
-- publisher that comes back under another name follows itself. The stem that came first goes first. Where names without a
-- number are among them the playlist alone says the order. Where the media sequences of the playlist can be believed, they say it,
-- whatever the names: each segment has one of its own, and along them the uploads do not go back in time, but to an object behind a
-- discontinuity, as to a slate that was uploaded before the broadcast came to it. Where the names say nothing, as hashes do, a media
-- sequence that comes again is a publisher that begins to count again. What no playlist listed stands behind the segments that it stands
-- behind by its name. A further place of an object is one only where media sequences can be believed. With since and until, only what was
-- entered in this time. The rows are sorted without their content, which would not fit into memory.
DROP FUNCTION IF EXISTS segments_in_order(UUID);
DROP FUNCTION IF EXISTS segments_in_order(UUID, TIMESTAMPTZ);
DROP FUNCTION IF EXISTS segments_in_order(UUID, TIMESTAMPTZ, TIMESTAMPTZ);
CREATE FUNCTION segments_in_order(recording UUID, since TIMESTAMPTZ DEFAULT '-infinity', until TIMESTAMPTZ DEFAULT 'infinity')
RETURNS TABLE (place BIGINT, number BIGINT, last_number BIGINT, "position" BIGINT, by_playlist BOOLEAN, segment recording_segment) LANGUAGE sql STABLE AS $$
    WITH one AS (
        SELECT s.ctid AS id, s.object_key, s.sequence, s.media_sequence, s.last_modified, s.captured_at, s.discontinuity, s.again,
               stem_of(s.object_key) AS stem,
               dense_rank() OVER (PARTITION BY s.object_key ORDER BY s.last_modified, s.run, s.file) - 1 AS number
        FROM recording_segment s
        WHERE s.recording_id = recording AND s.state IN ('captured', 'damaged') AND s.captured_at BETWEEN since AND until
    ), version AS (
        SELECT o.*, max(o.number) OVER (PARTITION BY o.object_key) AS last_number FROM one o
    ), begun AS MATERIALIZED (
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
               row_number() OVER (ORDER BY o.place, o.stem_at, o.sequence, o.object_key, o.media_sequence) AS by_name
        FROM ordered o
    ), told AS (
        SELECT count(*) > 0 AND count(*) = count(DISTINCT n.media_sequence) AND NOT bool_or(n.goes_back) AS believed,
               count(*) > count(DISTINCT n.media_sequence) AND count(*) < 2 * count(DISTINCT n.stem) AS restarts
        FROM (SELECT v.media_sequence, COALESCE(v.stem, v.object_key) AS stem, v.last_modified < max(v.last_modified) OVER (ORDER BY v.media_sequence) - interval '15 seconds'
                     AND v.last_modified >= c.capture_since AND NOT v.discontinuity AS goes_back
              FROM version v, recording_capture c WHERE c.recording_id = recording AND v.media_sequence IS NOT NULL AND NOT v.again) n
    ), counted_again AS (
        SELECT v.object_key, v.number, v.last_modified,
               row_number() OVER (PARTITION BY v.media_sequence ORDER BY v.last_modified, v.number, v.captured_at) - 1 AS time
        FROM version v, told WHERE told.restarts AND v.media_sequence IS NOT NULL AND NOT v.again
    ), again_begun AS MATERIALIZED (
        SELECT a.time, min(a.last_modified) AS at FROM counted_again a GROUP BY a.time
    ), restart AS (
        SELECT a.object_key, a.number, GREATEST(a.time, (SELECT max(b.time) FROM again_begun b WHERE b.at < a.last_modified)) AS restarts
        FROM counted_again a
    ), counted AS (
        SELECT n.*, COALESCE(r.restarts, 0) AS restarts,
               CASE WHEN told.believed OR told.restarts AND NOT n.again THEN COALESCE(r.restarts, 0) * (1::bigint << 52) + n.media_sequence END AS told_sequence
        FROM told, named n LEFT JOIN restart r USING (object_key, number)
    ), told_place AS (
        SELECT c.*, COALESCE(c.told_sequence, max(c.told_sequence) OVER (ORDER BY c.by_name)) AS told_at FROM counted c
    ), arranged AS (
        SELECT CASE WHEN o.told_at IS NULL THEN o.run ELSE o.place + o.restarts END AS place, o.number, o.last_number, o.id,
               row_number() OVER (ORDER BY o.told_at NULLS FIRST, o.told_sequence IS NULL, o.by_name) AS position,
               o.told_at IS NOT NULL AND o.media_sequence IS NOT NULL AS by_playlist
        FROM told_place o WHERE NOT o.again OR o.told_sequence IS NOT NULL
    )
    SELECT a.place, a.number, a.last_number, a.position, a.by_playlist, s
    FROM arranged a JOIN recording_segment s ON s.ctid = a.id AND s.recording_id = recording AND s.captured_at BETWEEN since AND until
$$;

-- The objects that a playlist listed at further places where they are not recorded: at how many, and why at one of them.
CREATE OR REPLACE FUNCTION unused_places(recording uuid) RETURNS TABLE (object_key text, places bigint, reason text) LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
BEGIN
    IF EXISTS (SELECT 1 FROM recording_segment s WHERE s.recording_id = recording AND s.again) THEN
        RETURN QUERY
            WITH used AS MATERIALIZED (
                SELECT (o.segment).object_key, (o.segment).etag FROM segments_in_order(recording) o WHERE (o.segment).again
            )
            SELECT s.object_key, count(*), min(COALESCE(s.reason, 'its media sequences cannot be believed'))
            FROM recording_segment s LEFT JOIN used u ON u.object_key = s.object_key AND u.etag = s.etag
            WHERE s.recording_id = recording AND s.again
              AND (s.state = 'unplaced' AND NOT EXISTS (
                       SELECT 1 FROM recording_segment t WHERE t.recording_id = recording AND t.object_key = s.object_key
                         AND t.media_sequence = s.media_sequence AND t.state IN ('captured', 'damaged'))
                   OR s.state IN ('captured', 'damaged') AND u.etag IS NULL)
            GROUP BY s.object_key ORDER BY s.object_key;
    END IF;
END $$;

-- Until when a part of a long ledger reaches: no longer than memory and time allow. The rest is asked for next.
CREATE OR REPLACE FUNCTION part_until(recording UUID, since TIMESTAMPTZ) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT COALESCE((SELECT s.captured_at FROM recording_segment s WHERE s.recording_id = recording AND s.captured_at > since
                     ORDER BY s.captured_at OFFSET 20000 LIMIT 1), 'infinity')
$$;

-- Add up the segments of a recording anew.
CREATE OR REPLACE FUNCTION recount_segments(recording uuid) RETURNS void LANGUAGE sql AS $$
    UPDATE recording_capture c SET ticks = ledger.ticks, segments = ledger.segments, bytes = ledger.bytes
    FROM (SELECT COALESCE(sum(s.ticks), 0) AS ticks, count(*) AS segments, COALESCE(sum(s.size), 0) AS bytes FROM recording_segment s
          WHERE s.recording_id = recording AND s.state IN ('captured', 'damaged')) ledger
    WHERE c.recording_id = recording AND (c.ticks, c.segments, c.bytes) IS DISTINCT FROM (ledger.ticks, ledger.segments, ledger.bytes)
$$;

-- The ETag that the object of a segment has in the bucket.
CREATE OR REPLACE FUNCTION object_etag(s recording_segment) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN s.again THEN regexp_replace(s.etag, '#\d+$', '') ELSE s.etag END
$$;

-- The row of a further place of a segment.
CREATE OR REPLACE FUNCTION further_place(first recording_segment, its_state text, why text, its_sequence bigint, its_media_sequence bigint,
                                         its_discontinuity boolean, at timestamptz) RETURNS recording_segment LANGUAGE plpgsql AS $$
BEGIN
    first.etag := first.etag || '#' || its_media_sequence;
    first.state := its_state;
    first.reason := CASE its_state WHEN 'unplaced' THEN why ELSE first.reason END;
    first.sequence := its_sequence;
    first.media_sequence := its_media_sequence;
    first.discontinuity := its_discontinuity;
    first.captured_at := at;
    first.again := true;
    RETURN first;
END $$;

-- Enter one captured segment, and say by how much the ledger grew. Another recording's it stays when that has the same upload; some
-- stores list milliseconds and answer a GET, which is what a ledger keeps, with whole seconds.
DROP FUNCTION IF EXISTS keep_segment(recording_capture, recording_segment, text);
CREATE FUNCTION keep_segment(held recording_capture, s recording_segment, replaced_etag text,
                             OUT more_ticks bigint, OUT more_segments bigint, OUT more_bytes bigint) LANGUAGE plpgsql AS $$
DECLARE
    earlier recording_segment;
    places recording_segment[] := '{}';
    replaced boolean := false;
    recovered boolean := false;
BEGIN
    more_ticks := 0;
    more_segments := 0;
    more_bytes := 0;
    IF EXISTS (SELECT 1 FROM recording_segment o
               WHERE o.object_key = s.object_key AND o.etag = s.etag AND o.recording_id <> held.recording_id AND o.state <> 'missing'
                 AND date_trunc('second', o.last_modified) = date_trunc('second', s.last_modified)) THEN
        RETURN;
    END IF;
    FOR earlier IN SELECT e.* FROM recording_segment e
                   WHERE e.recording_id = held.recording_id AND e.object_key = s.object_key
                     -- what was captured and lost stays missing when other media took its name
                     AND (e.etag = s.etag OR e.again AND e.etag = s.etag || '#' || e.media_sequence OR e.state = 'missing' AND (e.access_units = 0 OR e.first_pts = s.first_pts)
                          OR e.etag = replaced_etag OR e.state <> 'missing' AND e.file = s.file) LOOP
        DELETE FROM recording_segment d
        WHERE d.recording_id = earlier.recording_id AND d.object_key = earlier.object_key AND d.etag = earlier.etag;
        IF earlier.state IN ('captured', 'damaged') THEN
            more_ticks := more_ticks - earlier.ticks;
            more_segments := more_segments - 1;
            more_bytes := more_bytes - earlier.size;
        END IF;
        IF earlier.again THEN
            places := places || earlier;
        ELSE
            recovered := recovered OR earlier.state = 'missing';
            replaced := replaced OR earlier.state <> 'missing' AND earlier.etag <> s.etag;
        END IF;
        IF earlier.etag = s.etag AND earlier.media_sequence IS NOT NULL THEN
            -- a listing from before the playlist told its place may fetch it once more, and only a listing can tell a further place
            s.sequence := earlier.sequence;
            s.media_sequence := earlier.media_sequence;
            s.discontinuity := earlier.discontinuity;
        END IF;
    END LOOP;
    INSERT INTO recording_segment VALUES (s.*);
    more_ticks := more_ticks + s.ticks;
    more_segments := more_segments + 1;
    more_bytes := more_bytes + s.size;
    FOREACH earlier IN ARRAY places LOOP
        INSERT INTO recording_segment
        SELECT p.* FROM further_place(s, CASE earlier.state WHEN 'unplaced' THEN 'unplaced' ELSE s.state END, earlier.reason,
                                      earlier.sequence, earlier.media_sequence, earlier.discontinuity, earlier.captured_at) p
        ON CONFLICT DO NOTHING;
        IF FOUND AND earlier.state <> 'unplaced' THEN
            more_ticks := more_ticks + s.ticks;
            more_segments := more_segments + 1;
            more_bytes := more_bytes + s.size;
        END IF;
    END LOOP;
    INSERT INTO recording_event (kind, stream_key, recording_id, detail)
    SELECT e.kind, held.stream_key, held.recording_id, jsonb_build_object('cause', e.cause, 'object_key', s.object_key)
    FROM (VALUES ('segment.replaced', 'the object was written again', replaced),
                 ('segment.recovered', 'a later look got it', recovered),
                 ('segment.damaged', s.reason, s.state = 'damaged')) e(kind, cause, true_now)
    WHERE e.true_now;
END $$;

-- Enter the captured segments of one poll, with how long the recording is now. Looks that found something are one entry of its story.
-- No row when the recording is not this instance's any more. This is what a poll costs: nearly always all of its segments are whole and under
-- names that nothing was captured under, and then they are one INSERT; what it takes from the rows is no more than it needs
DROP FUNCTION IF EXISTS keep_new_segments(uuid, jsonb);
DROP FUNCTION IF EXISTS note_captured(recording_capture, int);
DROP FUNCTION IF EXISTS keep_segments(uuid, text, interval, jsonb);
CREATE FUNCTION keep_segments(recording uuid, instance text, lease interval, kept jsonb)
RETURNS TABLE (recording_id uuid, stream_key text, folder text, live boolean, entered bigint, entered_at timestamptz) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    held recording_capture;
    s record;
    one record;
    plain boolean;
    all_ticks bigint;
    all_segments bigint;
    all_bytes bigint;
    seconds int;
BEGIN
    -- a row that is changed so often is seldom free for those who renew the leases
    UPDATE recording_capture c
    SET ticks = c.ticks + k.ticks, segments = c.segments + k.segments, bytes = c.bytes + k.bytes, last_segment_at = now(),
        lease_until = now() + lease, quiet_since = NULL, looked_at = now()
    FROM (SELECT sum(k.ticks)::bigint AS ticks, count(*) AS segments, sum(k.size)::bigint AS bytes
          FROM jsonb_to_recordset(kept) AS k(ticks bigint, size bigint)) k
    WHERE c.recording_id = recording AND c.owner = instance
    RETURNING c.stream_key, c.folder, c.ended_at IS NULL, c.ticks, c.segments, k.segments
    INTO stream_key, folder, live, all_ticks, all_segments, entered;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    SELECT count(*) = count(DISTINCT k.object_key) AND bool_and(k.state = 'captured')
           AND NOT bool_or(EXISTS (SELECT 1 FROM recording_segment e
                                   WHERE e.object_key = k.object_key AND (e.recording_id = recording OR e.etag = k.etag)))
    INTO plain FROM jsonb_to_recordset(kept) AS k(object_key text, etag text, state text);
    IF plain THEN
        INSERT INTO recording_segment (recording_id, run, sequence, media_sequence, object_key, etag, last_modified, size, file, state,
                                       discontinuity, first_pts, last_pts, ticks, access_units, tracks, unchanged)
        SELECT recording, k.run, k.sequence, k.media_sequence, k.object_key, k.etag, k.last_modified, k.size, k.file, k.state,
               k.discontinuity, k.first_pts, k.last_pts, k.ticks, k.access_units, k.tracks::jsonb, k.unchanged
        FROM jsonb_to_recordset(kept)
             AS k(run int, sequence bigint, media_sequence bigint, object_key text, etag text, last_modified timestamptz, size bigint,
                  file text, state text, discontinuity boolean, first_pts bigint, last_pts bigint, ticks bigint, access_units bigint,
                  tracks text, unchanged boolean);
    ELSE
        SELECT c.* INTO held FROM recording_capture c WHERE c.recording_id = recording;
        SELECT held.ticks - sum(k.ticks), held.bytes - sum(k.size) INTO all_ticks, all_bytes
        FROM jsonb_to_recordset(kept) AS k(ticks bigint, size bigint);
        all_segments := held.segments - entered;
        entered := 0;
        FOR s IN SELECT jsonb_populate_record(NULL::recording_segment, k || jsonb_build_object('captured_at', now(), 'again', false, 'tracks', (k ->> 'tracks')::jsonb)) AS segment,
                        k ->> 'replaced_etag' AS replaced_etag
                 FROM jsonb_array_elements(kept) k LOOP
            one := keep_segment(held, s.segment, s.replaced_etag);
            all_ticks := all_ticks + one.more_ticks;
            all_bytes := all_bytes + one.more_bytes;
            entered := entered + one.more_segments;
        END LOOP;
        all_segments := all_segments + entered;
        UPDATE recording_capture c SET ticks = all_ticks, segments = all_segments, bytes = all_bytes WHERE c.recording_id = recording;
    END IF;
    seconds := round(all_ticks / 90000.0);
    IF live THEN
        UPDATE recordings r SET duration = seconds WHERE r.id = recording AND r.status = 'recording' AND r.duration IS DISTINCT FROM seconds;
        IF FOUND THEN
            PERFORM note_captured(recording, stream_key, all_segments, seconds);
        END IF;
    END IF;
    recording_id := recording;
    entered_at := now();
    RETURN NEXT;
END $$;

CREATE OR REPLACE FUNCTION note_captured(recording uuid, key text, captured bigint, seconds int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    so_far jsonb := jsonb_build_object('until', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
                                       'segments', captured, 'duration', seconds);
BEGIN
    UPDATE recording_event e SET detail = e.detail || so_far || jsonb_build_object('looks', (e.detail ->> 'looks')::int + 1)
    WHERE e.id = (SELECT last.id FROM recording_event last WHERE last.recording_id = recording ORDER BY last.id DESC LIMIT 1)
      AND e.kind = 'segments.captured'
      AND NOT EXISTS (SELECT 1 FROM stream_event heard WHERE heard.recording_id = recording AND heard.heard_at > e.at);
    IF NOT FOUND THEN
        INSERT INTO recording_event (kind, stream_key, recording_id, detail)
        VALUES ('segments.captured', key, recording,
                jsonb_build_object('cause', 'a poll of the bucket') || so_far || '{"looks": 1}');
    END IF;
END $$;

DROP FUNCTION IF EXISTS compare_with_ledger(uuid, text, jsonb, jsonb);
DROP FUNCTION IF EXISTS place_segments(uuid, text, jsonb, jsonb);
DROP TYPE IF EXISTS playlist_line CASCADE;
-- A line of the playlist, and the version that the bucket has of its object.
CREATE TYPE playlist_line AS (object_key text, etag text, sequence bigint, media_sequence bigint, discontinuity boolean, last_modified timestamptz, size bigint);

-- What to make of a line of the playlist whose object was captured and stands elsewhere. Out comes no state when the publisher counts its
-- media sequences otherwise and the object moves: no other stayed between the two numbers, or one of the two is, or was, another's.
-- It is one more place of the object when both are in the playlist at once, or the playlist slid from the one to the other and every number
-- between was seen; and when there is a discontinuity between, without which no clock can go back to the same media (RFC 8216, 4.3.2.3).
-- Where it is not certain it is 'unplaced', which is a doubt.
CREATE FUNCTION judge_line(recording uuid, lines playlist_line[], line playlist_line, OUT its_state text, OUT why text) LANGUAGE plpgsql AS $$
DECLARE
    before bigint;
    others bigint[];
    numbers bigint;
    broken boolean;
BEGIN
    SELECT max(p.media_sequence) INTO before
    FROM (SELECT s.media_sequence FROM recording_segment s
          WHERE s.recording_id = recording AND s.object_key = line.object_key AND s.media_sequence IS NOT NULL
            AND (s.etag = line.etag OR s.again AND s.etag = line.etag || '#' || s.media_sequence)
          UNION ALL
          SELECT l.media_sequence FROM unnest(lines) l WHERE l.object_key = line.object_key) p
    WHERE p.media_sequence < line.media_sequence;
    -- what else the ledger has, and the playlist does not list under another number
    SELECT array_agg(s.media_sequence) INTO others
    FROM recording_segment s
    WHERE s.recording_id = recording AND s.object_key <> line.object_key AND s.media_sequence > COALESCE(before, line.media_sequence - 1) AND s.state <> 'unplaced'
      AND NOT EXISTS (SELECT 1 FROM unnest(lines) l WHERE l.object_key = s.object_key AND l.media_sequence <> s.media_sequence);
    IF before IS NULL THEN
        -- a publisher that begins to count again, or never tells its first number; where names are numbered they say the order
        IF line.object_key !~ '\d{1,18}(\.[A-Za-z0-9]*)?$' AND (SELECT max(s.media_sequence) FROM recording_segment s
            WHERE s.recording_id = recording AND s.object_key = line.object_key AND s.etag = line.etag) < ANY (others) THEN
            its_state := 'unplaced';
            why := 'the media sequences begin again';
        END IF;
        RETURN;
    END IF;
    IF EXISTS (SELECT 1 FROM unnest(lines) l WHERE l.media_sequence = before AND l.object_key <> line.object_key) THEN
        RETURN;
    END IF;
    IF EXISTS (SELECT 1 FROM recording_segment s
               WHERE s.recording_id = recording AND s.object_key <> line.object_key AND s.media_sequence = line.media_sequence AND s.state <> 'unplaced') THEN
        IF line.media_sequence = ANY (others) THEN
            its_state := 'unplaced';
            why := 'another segment stood there';
        END IF;
        RETURN;
    END IF;
    SELECT count(DISTINCT k.media_sequence) FILTER (WHERE k.media_sequence < line.media_sequence), COALESCE(bool_or(k.discontinuity), false)
    INTO numbers, broken
    FROM (SELECT s.media_sequence, s.discontinuity FROM recording_segment s WHERE s.recording_id = recording
          UNION ALL SELECT l.media_sequence, l.discontinuity FROM unnest(lines) l) k
    WHERE k.media_sequence > before AND k.media_sequence <= line.media_sequence;
    IF numbers = line.media_sequence - before - 1
       OR EXISTS (SELECT 1 FROM unnest(lines) l WHERE l.object_key = line.object_key AND l.media_sequence = before) THEN
        its_state := CASE WHEN broken THEN 'captured' ELSE 'unplaced' END;
        why := 'no EXT-X-DISCONTINUITY is between them';
    ELSIF EXISTS (SELECT 1 FROM unnest(others) o(media_sequence) WHERE o.media_sequence < line.media_sequence) THEN
        its_state := 'unplaced';
        why := 'the playlist was not seen between them';
    END IF;
END $$;

-- Enter further places of objects that were captured. The ledger grows by those that are certain.
CREATE FUNCTION place_again(recording uuid, lines playlist_line[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    line playlist_line;
    first recording_segment;
    judged record;
BEGIN
    -- a version that took the place of an earlier one of its name stands where that never stood
    UPDATE recording_segment s SET media_sequence = free.media_sequence, sequence = free.sequence, discontinuity = free.discontinuity
    FROM (SELECT DISTINCT ON (l.object_key) l.* FROM unnest(lines) l
          WHERE NOT EXISTS (SELECT 1 FROM recording_segment t
                            WHERE t.recording_id = recording AND t.object_key = l.object_key AND t.media_sequence = l.media_sequence
                              AND t.state <> 'unplaced')
          ORDER BY l.object_key, l.media_sequence) free
    WHERE s.recording_id = recording AND s.object_key = free.object_key AND s.etag = free.etag
      AND EXISTS (SELECT 1 FROM recording_segment t
                  WHERE t.recording_id = recording AND t.object_key = s.object_key AND t.media_sequence = s.media_sequence
                    AND object_etag(t) <> s.etag AND t.captured_at < s.captured_at);
    -- what is listed twice before it is captured once is not forgotten when the playlist slides on meanwhile
    INSERT INTO recording_segment (recording_id, run, sequence, object_key, etag, last_modified, size, state, reason, media_sequence, discontinuity, again)
    SELECT recording, 0, l.sequence, l.object_key, l.etag || '#' || l.media_sequence, l.last_modified, l.size, 'unplaced', 'it was not captured in time',
           l.media_sequence, l.discontinuity, true
    FROM (SELECT l.*, row_number() OVER (PARTITION BY l.object_key ORDER BY l.media_sequence) AS nth FROM unnest(lines) l) l
    WHERE l.nth > 1 AND NOT EXISTS (SELECT 1 FROM recording_segment s
                                    WHERE s.recording_id = recording AND s.object_key = l.object_key AND s.etag = l.etag)
    ON CONFLICT DO NOTHING;
    FOR line IN SELECT l.* FROM unnest(lines) l ORDER BY l.media_sequence LOOP
        SELECT s.* INTO first FROM recording_segment s
        WHERE s.recording_id = recording AND s.object_key = line.object_key AND s.etag = line.etag AND s.state IN ('captured', 'damaged')
          AND s.media_sequence IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM recording_segment t
                          WHERE t.recording_id = recording AND t.object_key = s.object_key AND t.media_sequence = line.media_sequence
                            -- what comes later than this does not make it more certain
                            AND (t.state <> 'unplaced' OR t.captured_at < now() - interval '2 minutes'));
        CONTINUE WHEN NOT FOUND;
        judged := judge_line(recording, lines, line);
        CONTINUE WHEN judged.its_state IS NULL;
        INSERT INTO recording_segment
        SELECT p.* FROM further_place(first, CASE judged.its_state WHEN 'captured' THEN first.state ELSE judged.its_state END, judged.why,
                                      line.sequence, line.media_sequence, line.discontinuity, now()) p
        ON CONFLICT (recording_id, object_key, etag) DO UPDATE
        SET state = excluded.state, reason = excluded.reason, captured_at = now(), run = excluded.run, file = excluded.file, first_pts = excluded.first_pts,
            last_pts = excluded.last_pts, ticks = excluded.ticks, access_units = excluded.access_units, tracks = excluded.tracks
        WHERE recording_segment.state = 'unplaced'
          AND (excluded.state <> 'unplaced' OR recording_segment.reason IS DISTINCT FROM excluded.reason);
        IF FOUND AND judged.its_state = 'captured' THEN
            UPDATE recording_capture c SET ticks = c.ticks + first.ticks, segments = c.segments + 1, bytes = c.bytes + first.size WHERE c.recording_id = recording;
        END IF;
    END LOOP;
END $$;

-- A segment may be captured before the playlist says where it stands: put it there. A discontinuity that was told of it stays: its tag goes
-- when nothing in the playlist is before it any more (EXT-X-DISCONTINUITY-SEQUENCE). What was captured and turns out to be none of this
-- broadcast's, such as another rendition in the same folder, is left out. What the bucket has as it was captured may be joined.
CREATE OR REPLACE FUNCTION place_segments(recording uuid, instance text, listed jsonb, others jsonb, further jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    key text;
    left_out jsonb;
    changed jsonb;
    taken_back boolean;
BEGIN
    SELECT c.stream_key INTO key FROM recording_capture c WHERE c.recording_id = recording AND c.owner = instance;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    UPDATE recording_segment s SET unchanged = (s.etag = o.etag OR s.again AND s.etag = o.etag || '#' || s.media_sequence)
    FROM jsonb_to_recordset(listed) AS o(object_key text, etag text)
    WHERE s.recording_id = recording AND s.object_key = o.object_key
      AND s.unchanged <> (s.etag = o.etag OR s.again AND s.etag = o.etag || '#' || s.media_sequence);
    -- what counted as another rendition and is listed after all, at each of its places
    UPDATE recording_segment s SET state = 'captured', reason = NULL
    FROM jsonb_to_recordset(listed) AS o(object_key text, etag text, listed boolean)
    WHERE s.recording_id = recording AND s.state = 'foreign' AND s.object_key = o.object_key AND o.listed AND object_etag(s) = o.etag;
    taken_back := FOUND;
    SELECT jsonb_agg(o) INTO changed
    FROM jsonb_to_recordset(listed)
         AS o(object_key text, etag text, sequence bigint, media_sequence bigint, discontinuity boolean, listed boolean)
    JOIN recording_segment s ON s.recording_id = recording AND s.object_key = o.object_key AND s.etag = o.etag
    WHERE o.listed
      AND ((s.sequence, s.media_sequence) IS DISTINCT FROM (o.sequence, o.media_sequence) OR o.discontinuity AND NOT s.discontinuity);
    IF further <> '[]' OR EXISTS (SELECT 1 FROM jsonb_to_recordset(changed) AS o(object_key text, etag text, media_sequence bigint)
                                  JOIN recording_segment s ON s.recording_id = recording AND s.object_key = o.object_key AND s.etag = o.etag
                                  WHERE s.media_sequence <> o.media_sequence) THEN
        PERFORM 1 FROM recording_capture c WHERE c.recording_id = recording FOR NO KEY UPDATE;
        PERFORM place_again(recording, ARRAY(
            SELECT ROW(o.object_key, o.etag, o.sequence, o.media_sequence, o.discontinuity, o.last_modified, o.size)::playlist_line
            FROM jsonb_to_recordset(listed) AS o(object_key text, etag text, sequence bigint, media_sequence bigint, discontinuity boolean,
                                                 listed boolean, last_modified timestamptz, size bigint)
            WHERE o.listed AND o.media_sequence IS NOT NULL
            UNION ALL
            SELECT ROW(f.object_key, o.etag, f.sequence, f.media_sequence, f.discontinuity, o.last_modified, o.size)::playlist_line
            FROM jsonb_to_recordset(further) AS f(object_key text, sequence bigint, media_sequence bigint, discontinuity boolean)
            JOIN jsonb_to_recordset(listed) AS o(object_key text, etag text, last_modified timestamptz, size bigint) USING (object_key)));
    END IF;
    UPDATE recording_segment s
    SET sequence = o.sequence, media_sequence = o.media_sequence,
        discontinuity = o.discontinuity OR s.discontinuity AND s.media_sequence IS NOT DISTINCT FROM o.media_sequence
    FROM jsonb_to_recordset(changed) AS o(object_key text, etag text, sequence bigint, media_sequence bigint, discontinuity boolean)
    WHERE s.recording_id = recording AND s.object_key = o.object_key AND s.etag = o.etag
      AND NOT EXISTS (SELECT 1 FROM recording_segment a
                      WHERE a.recording_id = recording AND a.object_key = o.object_key AND a.etag <> o.etag AND a.again AND a.media_sequence = o.media_sequence);
    IF others <> '[]' THEN
        WITH foreign_ones AS (
            UPDATE recording_segment s SET state = 'foreign', reason = 'the playlist lists others that were uploaded beside it'
            WHERE s.recording_id = recording AND s.state IN ('captured', 'damaged')
              AND s.object_key IN (SELECT jsonb_array_elements_text(others))
            RETURNING s.object_key
        )
        SELECT jsonb_agg(f.object_key) INTO left_out FROM foreign_ones f;
    END IF;
    IF taken_back OR left_out IS NOT NULL THEN
        PERFORM recount_segments(recording);
    END IF;
    IF left_out IS NOT NULL THEN
        INSERT INTO recording_event (kind, stream_key, recording_id, detail)
        VALUES ('segments.left-out', key, recording, jsonb_build_object(
            'cause', 'the playlist lists others that were uploaded beside them', 'object_keys', left_out));
    END IF;
END $$;

-- Compare a listing with the ledger: out come the objects that are in no ledger yet, neither in this recording's nor, the same upload, in
-- another's; some stores list milliseconds and answer a GET, which is what a ledger keeps, with whole seconds. What was captured before
-- stands where the playlist says, and of each version it is known whether the bucket still has it. Without further: as an instance of the
-- version before asks, while versions are exchanged one instance after the other.
CREATE OR REPLACE FUNCTION compare_with_ledger(recording uuid, instance text, listed jsonb, others jsonb, further jsonb DEFAULT '[]')
RETURNS TABLE (object_key text, given_up boolean) LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
        SELECT o.object_key,
               EXISTS (SELECT 1 FROM recording_segment m WHERE m.recording_id = recording
                         AND m.state = 'missing' AND m.file IS NULL AND m.object_key = o.object_key AND m.etag = o.etag)
        FROM jsonb_to_recordset(listed) AS o(object_key text, etag text, last_modified timestamptz, sequence bigint)
        WHERE NOT EXISTS (
            SELECT 1 FROM recording_segment s
            WHERE s.object_key = o.object_key AND s.etag = o.etag AND s.state <> 'missing'
              AND (date_trunc('second', s.last_modified) = date_trunc('second', o.last_modified) OR s.recording_id = recording))
        ORDER BY o.sequence, o.object_key;
    -- behind the question: what is entered between the two counts as new, and is looked at again
    PERFORM place_segments(recording, instance, listed, others, further);
END $$;
