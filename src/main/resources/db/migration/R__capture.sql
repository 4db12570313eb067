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
-- whatever the names: each segment has one of its own, and along them the uploads do not go back in time. Where the names say
-- nothing, as hashes do, a media sequence that comes again is a publisher that begins to count again. What no playlist listed
-- stands behind the segments that it stands behind by its name. With since and until, only what was entered in this time.
DROP FUNCTION IF EXISTS segments_in_order(UUID);
DROP FUNCTION IF EXISTS segments_in_order(UUID, TIMESTAMPTZ);
DROP FUNCTION IF EXISTS segments_in_order(UUID, TIMESTAMPTZ, TIMESTAMPTZ);
CREATE FUNCTION segments_in_order(recording UUID, since TIMESTAMPTZ DEFAULT '-infinity', until TIMESTAMPTZ DEFAULT 'infinity')
RETURNS TABLE (place BIGINT, number BIGINT, last_number BIGINT, "position" BIGINT, by_playlist BOOLEAN, segment recording_segment) LANGUAGE sql STABLE AS $$
    WITH version AS (
        SELECT s AS segment, s.object_key, s.sequence, s.media_sequence, s.last_modified,
               substring(s.object_key FROM '^(.*?)\d{1,18}(?:\.[A-Za-z0-9]*)?$') AS stem,
               row_number() OVER (PARTITION BY s.object_key ORDER BY s.last_modified, s.captured_at) - 1 AS number,
               count(*) OVER (PARTITION BY s.object_key) - 1 AS last_number
        FROM recording_segment s
        WHERE s.recording_id = recording AND s.state IN ('captured', 'damaged') AND s.captured_at BETWEEN since AND until
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
        SELECT count(*) > 0 AND count(*) = count(DISTINCT n.media_sequence) AND NOT bool_or(n.goes_back) AS believed,
               count(*) > count(DISTINCT n.media_sequence) AND count(*) < 2 * count(DISTINCT n.stem) AS restarts
        FROM (SELECT v.media_sequence, COALESCE(v.stem, v.object_key) AS stem, v.last_modified < max(v.last_modified) OVER (ORDER BY v.media_sequence) - interval '15 seconds'
                     AND v.last_modified >= c.capture_since AS goes_back
              FROM version v, recording_capture c WHERE c.recording_id = recording AND v.media_sequence IS NOT NULL) n
    ), again AS (
        SELECT v.object_key, v.number, v.last_modified,
               row_number() OVER (PARTITION BY v.media_sequence ORDER BY v.last_modified, v.number, (v.segment).captured_at) - 1 AS time
        FROM version v, told WHERE told.restarts AND v.media_sequence IS NOT NULL
    ), again_begun AS (
        SELECT a.time, min(a.last_modified) AS at FROM again a GROUP BY a.time
    ), restart AS (
        SELECT a.object_key, a.number, GREATEST(a.time, (SELECT max(b.time) FROM again_begun b WHERE b.at < a.last_modified)) AS restarts
        FROM again a
    ), counted AS (
        SELECT n.*, COALESCE(r.restarts, 0) AS restarts,
               CASE WHEN told.believed OR told.restarts THEN COALESCE(r.restarts, 0) * (1::bigint << 52) + n.media_sequence END AS told_sequence
        FROM told, named n LEFT JOIN restart r USING (object_key, number)
    ), told_place AS (
        SELECT c.*, COALESCE(c.told_sequence, max(c.told_sequence) OVER (ORDER BY c.by_name)) AS told_at FROM counted c
    )
    SELECT CASE WHEN o.told_at IS NULL THEN o.run ELSE o.place + o.restarts END, o.number, o.last_number,
           row_number() OVER (ORDER BY o.told_at NULLS FIRST, o.media_sequence NULLS LAST, o.by_name), o.told_at IS NOT NULL AND o.media_sequence IS NOT NULL, o.segment
    FROM told_place o
$$;

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

-- Enter one captured segment, and say by how much the ledger grew. Another recording's it stays when that has the same upload; some
-- stores list milliseconds and answer a GET, which is what a ledger keeps, with whole seconds.
DROP FUNCTION IF EXISTS keep_segment(recording_capture, recording_segment, text);
CREATE FUNCTION keep_segment(held recording_capture, s recording_segment, replaced_etag text,
                             OUT more_ticks bigint, OUT more_segments bigint, OUT more_bytes bigint) LANGUAGE plpgsql AS $$
DECLARE
    earlier recording_segment;
    again boolean := false;
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
                     AND (e.etag = s.etag OR e.state = 'missing' AND (e.access_units = 0 OR e.first_pts = s.first_pts)
                          OR e.etag = replaced_etag OR e.state <> 'missing' AND e.file = s.file) LOOP
        DELETE FROM recording_segment d
        WHERE d.recording_id = earlier.recording_id AND d.object_key = earlier.object_key AND d.etag = earlier.etag;
        IF earlier.state IN ('captured', 'damaged') THEN
            more_ticks := more_ticks - earlier.ticks;
            more_segments := more_segments - 1;
            more_bytes := more_bytes - earlier.size;
        END IF;
        IF earlier.etag = s.etag AND s.media_sequence IS NULL AND earlier.media_sequence IS NOT NULL THEN
            -- a listing from before the playlist told its place may fetch it once more
            s.sequence := earlier.sequence;
            s.media_sequence := earlier.media_sequence;
            s.discontinuity := earlier.discontinuity;
        END IF;
        recovered := recovered OR earlier.state = 'missing';
        again := again OR earlier.state <> 'missing' AND earlier.etag <> s.etag;
    END LOOP;
    INSERT INTO recording_segment VALUES (s.*);
    more_ticks := more_ticks + s.ticks;
    more_segments := more_segments + 1;
    more_bytes := more_bytes + s.size;
    INSERT INTO recording_event (kind, stream_key, recording_id, detail)
    SELECT e.kind, held.stream_key, held.recording_id, jsonb_build_object('cause', e.cause, 'object_key', s.object_key)
    FROM (VALUES ('segment.replaced', 'the object was written again', again),
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
        FOR s IN SELECT jsonb_populate_record(NULL::recording_segment, k || jsonb_build_object('captured_at', now(), 'tracks', (k ->> 'tracks')::jsonb)) AS segment,
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

-- A segment may be captured before the playlist says where it stands: put it there. What was captured and turns out to be none of this
-- broadcast's, such as another rendition in the same folder, is left out. What the bucket has as it was captured may be joined.
CREATE OR REPLACE FUNCTION place_segments(recording uuid, instance text, listed jsonb, others jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    key text;
    left_out jsonb;
BEGIN
    SELECT c.stream_key INTO key FROM recording_capture c WHERE c.recording_id = recording AND c.owner = instance;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    UPDATE recording_segment s SET unchanged = (s.etag = o.etag)
    FROM jsonb_to_recordset(listed) AS o(object_key text, etag text)
    WHERE s.recording_id = recording AND s.object_key = o.object_key AND s.unchanged <> (s.etag = o.etag);
    UPDATE recording_segment s
    SET sequence = o.sequence, media_sequence = o.media_sequence, discontinuity = o.discontinuity,
        state = CASE s.state WHEN 'foreign' THEN 'captured' ELSE s.state END,
        reason = CASE s.state WHEN 'foreign' THEN NULL ELSE s.reason END
    FROM jsonb_to_recordset(listed)
         AS o(object_key text, etag text, sequence bigint, media_sequence bigint, discontinuity boolean, listed boolean)
    WHERE s.recording_id = recording AND s.object_key = o.object_key AND s.etag = o.etag AND o.listed
      AND (s.state = 'foreign'
           OR (s.sequence, s.media_sequence, s.discontinuity) IS DISTINCT FROM (o.sequence, o.media_sequence, o.discontinuity));
    IF others <> '[]' THEN
        WITH foreign_ones AS (
            UPDATE recording_segment s SET state = 'foreign', reason = 'the playlist lists others that were uploaded beside it'
            WHERE s.recording_id = recording AND s.state IN ('captured', 'damaged')
              AND s.object_key IN (SELECT jsonb_array_elements_text(others))
            RETURNING s.object_key
        )
        SELECT jsonb_agg(f.object_key) INTO left_out FROM foreign_ones f;
    END IF;
    IF left_out IS NOT NULL THEN
        PERFORM recount_segments(recording);
        INSERT INTO recording_event (kind, stream_key, recording_id, detail)
        VALUES ('segments.left-out', key, recording, jsonb_build_object(
            'cause', 'the playlist lists others that were uploaded beside them', 'object_keys', left_out));
    END IF;
END $$;

-- Compare a listing with the ledger: out come the objects that are in no ledger yet, neither in this recording's nor, the same upload, in
-- another's; some stores list milliseconds and answer a GET, which is what a ledger keeps, with whole seconds. What was captured before
-- stands where the playlist says, and of each version it is known whether the bucket still has it.
CREATE OR REPLACE FUNCTION compare_with_ledger(recording uuid, instance text, listed jsonb, others jsonb)
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
    PERFORM place_segments(recording, instance, listed, others);
END $$;
