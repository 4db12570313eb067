-- The transitions of a recording: recording -> processing -> completed or failed. Each takes the lock of its stream key for the
-- rest of the transaction, so that its statements see what the transition before left, one after the other. A transaction waits
-- for one key only, or two could wait for each other. Flyway runs this file again when it changes.
-- What reads a table and is called from PL/pgSQL is PL/pgSQL too: it keeps its plan, where SQL is planned again at each call, which
-- takes longer than its execution.

CREATE OR REPLACE FUNCTION lock_stream(key text) RETURNS void LANGUAGE sql AS $$
    SELECT pg_advisory_xact_lock(hashtext('recording_capture'), hashtext(key))
$$;

-- Whether the lock was free; without waiting.
CREATE OR REPLACE FUNCTION try_lock_stream(key text) RETURNS boolean LANGUAGE sql AS $$
    SELECT pg_try_advisory_xact_lock(hashtext('recording_capture'), hashtext(key))
$$;

CREATE OR REPLACE FUNCTION lock_stream_of(recording uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM lock_stream(c.stream_key) FROM recording_capture c WHERE c.recording_id = recording;
END $$;

-- Whether this stream.ended ends that recording: it was heard after its start (equal timestamps go by arrival), and is not the
-- late end of another stream that was recorded under the key before.
CREATE OR REPLACE FUNCTION ends(e stream_event, c recording_capture) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (e.event_at, e.id) > (c.started_event_at, c.started_event_id)
       AND NOT EXISTS (SELECT 1 FROM recording_capture earlier JOIN recordings r ON r.id = earlier.recording_id
                       WHERE earlier.stream_key = e.stream_key AND earlier.ended_at IS NOT NULL
                         AND r.stream_id = e.stream_id
                         AND r.stream_id <> (SELECT stream_id FROM recordings WHERE id = c.recording_id));
END $$;

-- End a live recording; no row when it has ended already.
CREATE OR REPLACE FUNCTION end_recording(recording uuid, reason text, cause text)
RETURNS TABLE (recording_id uuid, stream_key text) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    ended recording_capture;
BEGIN
    PERFORM lock_stream_of(recording);
    UPDATE recording_capture c SET ended_at = clock_timestamp(), end_reason = reason, next_attempt_at = clock_timestamp()
    WHERE c.recording_id = recording AND c.ended_at IS NULL
    RETURNING c.* INTO ended;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    INSERT INTO recording_event (kind, stream_key, recording_id, detail)
    VALUES ('recording.ended', ended.stream_key, recording, jsonb_build_object('cause', cause));
    PERFORM wake('ended');
    RETURN QUERY UPDATE recordings SET status = 'processing' WHERE id = recording AND status = 'recording'
                 RETURNING id, ended.stream_key;
END $$;

-- When the start was heard to which a recording goes back; our clock.
CREATE OR REPLACE FUNCTION start_heard_at(c recording_capture) RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT GREATEST(r.started_at AT TIME ZONE 'UTC', (SELECT e.heard_at FROM stream_event e WHERE e.id = c.started_event_id))
            FROM recordings r WHERE r.id = c.recording_id);
END $$;

-- Whether the last poll found nothing new, so long after the last segment that the next one would be there: twice the longest that
-- there was, 6 s when there was none. A bucket that cannot be listed says nothing.
CREATE OR REPLACE FUNCTION segments_have_stopped(c recording_capture) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN c.quiet_since IS NULL THEN false ELSE
        c.looked_at - GREATEST(c.last_segment_at, start_heard_at(c)) > 2 * interval '1 second' * COALESCE(
            (SELECT max(LEAST(s.ticks, 30 * 90000)) / 90000.0 FROM recording_segment s WHERE s.recording_id = c.recording_id AND s.ticks > 0), 6)
    END
$$;

-- The Stream Service says of a live recording that its stream is not live: end it, unless segments still arrive.
CREATE OR REPLACE FUNCTION end_recording_not_live(recording uuid)
RETURNS TABLE (recording_id uuid, stream_key text) LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    PERFORM lock_stream_of(recording);
    IF (SELECT segments_have_stopped(c) FROM recording_capture c
        WHERE c.recording_id = recording AND c.ended_at IS NULL FOR NO KEY UPDATE) THEN
        RETURN QUERY SELECT * FROM end_recording(recording, 'not live', 'the Stream Service does not list it as live');
    END IF;
END $$;

-- Why a live recording is to be ended that nobody ended: no look found a new segment for silent_after; or for stale_after, and
-- the Stream Service did not list it as live either. NULL: it goes on.
CREATE OR REPLACE FUNCTION quiet_reason(c recording_capture, silent_after interval, stale_after interval) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN c.looked_at - c.quiet_since >= silent_after THEN 'silent'
                WHEN c.looked_at - c.quiet_since >= stale_after
                     AND GREATEST(c.said_live_at, r.started_at AT TIME ZONE 'UTC') < now() - stale_after THEN 'stale' END
    FROM recordings r WHERE r.id = c.recording_id
$$;

-- End the live recordings that are quiet. Those whose key or row is being changed are left to the next time: this transaction ends
-- several, so it must not wait.
CREATE OR REPLACE FUNCTION end_recordings(silent_after interval, stale_after interval)
RETURNS TABLE (recording_id uuid, stream_key text) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    quiet recording_capture;
    reason text;
BEGIN
    FOR quiet IN SELECT c.* FROM recording_capture c WHERE c.ended_at IS NULL AND quiet_reason(c, silent_after, stale_after) IS NOT NULL LOOP
        CONTINUE WHEN NOT try_lock_stream(quiet.stream_key);
        SELECT quiet_reason(c, silent_after, stale_after) INTO reason FROM recording_capture c
        WHERE c.recording_id = quiet.recording_id AND c.ended_at IS NULL FOR NO KEY UPDATE SKIP LOCKED;
        CONTINUE WHEN reason IS NULL;
        RETURN QUERY SELECT * FROM end_recording(quiet.recording_id, reason,
            CASE reason WHEN 'silent' THEN 'no new segment, though it is said to be live' ELSE 'no new segment, and nobody says that it is live' END);
    END LOOP;
END $$;

-- Put a hand-over to each receiver into the outbox: told is [{"receiver": .., "target": ..}, ..].
CREATE OR REPLACE FUNCTION hand_over_to(told jsonb, recording uuid, key text, event text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO hand_over (receiver, target, recording_id, stream_key, event)
    SELECT t.receiver, t.target, recording, key, hand_over_to.event FROM jsonb_to_recordset(told) AS t(receiver text, target text);
END $$;

-- Complete a recording whose MP4 is verified in the bucket; no row when it is not in processing, or another instance has it.
CREATE OR REPLACE FUNCTION complete_recording(recording uuid, by_owner text, its_report jsonb, poster text, path text, seconds int,
                                              bytes bigint, told jsonb)
RETURNS TABLE (recording_id uuid, file_path text, duration int, file_size bigint, finalize_seconds float8, doubts text) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    done recording_capture;
    in_doubt jsonb := COALESCE(its_report -> 'doubts', '[]');
BEGIN
    PERFORM lock_stream_of(recording);
    UPDATE recording_capture c
    SET error = NULL, error_code = NULL, report = its_report, poster_name = COALESCE(poster, c.poster_name), owner = NULL, lease_until = NULL, stage = NULL
    WHERE c.recording_id = recording AND c.owner = by_owner AND c.stage = 'finalize'
    RETURNING c.* INTO done;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    UPDATE recordings SET status = 'completed', file_path = path, duration = seconds, file_size = bytes,
                          completed_at = clock_timestamp() AT TIME ZONE 'UTC'
    WHERE id = recording AND status = 'processing';
    IF NOT FOUND THEN
        RETURN;
    END IF;
    DELETE FROM recording_attempt a WHERE a.recording_id = recording;
    INSERT INTO recording_event (kind, stream_key, recording_id, detail)
    VALUES ('recording.completed', done.stream_key, recording, jsonb_build_object(
            'cause', 'the MP4 is verified in the bucket', 'file_path', path, 'duration', seconds, 'file_size', bytes)
            || CASE WHEN in_doubt = '[]' THEN '{}' ELSE jsonb_build_object('doubts', in_doubt) END);
    PERFORM hand_over_to(told, recording, done.stream_key, 'recording.completed');
    RETURN QUERY SELECT recording, path, seconds, bytes, extract(epoch FROM clock_timestamp() - done.ended_at)::float8, doubt_codes(in_doubt);
END $$;

-- Fail a recording: one that is being finalized, or (while_live) one that cannot be recorded at all. tries: joins that failed now.
-- No row when another instance has it.
CREATE OR REPLACE FUNCTION fail_recording(recording uuid, by_owner text, while_live boolean, tries int, why text, told jsonb,
    code text DEFAULT NULL)
RETURNS TABLE (recording_id uuid) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    failed recording_capture;
BEGIN
    PERFORM lock_stream_of(recording);
    UPDATE recording_capture c
    SET error = why, error_code = code, attempts = c.attempts + tries, processing_since = NULL, owner = NULL, lease_until = NULL, stage = NULL,
        ended_at = COALESCE(c.ended_at, clock_timestamp()), end_reason = COALESCE(c.end_reason, 'refused')
    WHERE c.recording_id = recording AND c.owner = by_owner
      AND CASE WHEN while_live THEN c.ended_at IS NULL ELSE c.stage = 'finalize' END
    RETURNING c.* INTO failed;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    INSERT INTO recording_event (kind, stream_key, recording_id, detail)
    VALUES ('recording.failed', failed.stream_key, recording, jsonb_strip_nulls(jsonb_build_object('cause', why, 'code', code)));
    UPDATE recordings SET status = 'failed', completed_at = clock_timestamp() AT TIME ZONE 'UTC'
    WHERE id = recording AND status = CASE WHEN while_live THEN 'recording' ELSE 'processing' END::recording_status;
    IF FOUND THEN
        PERFORM hand_over_to(told, recording, failed.stream_key, 'recording.failed');
        RETURN QUERY SELECT recording;
    END IF;
END $$;

-- Finalizing cannot go on now. Fail the recording when it was itself at fault most_attempts times, or the machine for as long as the
-- deadline; else try again after a growing wait, 1 s to 5 min. fault: RECORDING, MACHINE or STORE, which is waited for without end.
CREATE OR REPLACE FUNCTION postpone_recording(recording uuid, by_owner text, fault text, most_attempts int, deadline interval, why text, told jsonb,
    code text DEFAULT NULL)
RETURNS TABLE (recording_id uuid, stream_key text, given_up boolean) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    tries int := (fault = 'RECORDING')::int;
    waits recording_capture;
    give_up boolean;
BEGIN
    PERFORM lock_stream_of(recording);
    SELECT c.* INTO waits FROM recording_capture c
    WHERE c.recording_id = recording AND c.owner = by_owner AND c.stage = 'finalize' FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    give_up := tries = 1 AND waits.attempts + 1 >= most_attempts OR fault <> 'STORE' AND COALESCE(waits.processing_since < now() - deadline, false);
    IF give_up THEN
        PERFORM fail_recording(recording, by_owner, false, tries, why, told, code);
    ELSE
        waits.next_attempt_at := clock_timestamp() + LEAST(interval '5 minutes', interval '1 second' * power(2, LEAST(waits.postponements, 10)));
        UPDATE recording_capture c
        SET error = why, error_code = code, attempts = c.attempts + tries, postponements = c.postponements + 1, next_attempt_at = waits.next_attempt_at,
            processing_since = CASE WHEN fault <> 'STORE' THEN c.processing_since END, owner = NULL, lease_until = NULL, stage = NULL
        WHERE c.recording_id = recording;
        INSERT INTO recording_event (kind, stream_key, recording_id, detail)
        VALUES ('recording.postponed', waits.stream_key, recording, jsonb_strip_nulls(jsonb_build_object('cause', why, 'code', code,
                'until', to_char(waits.next_attempt_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))));
    END IF;
    RETURN QUERY SELECT recording, waits.stream_key, give_up;
END $$;

-- The two rows of a recording contradict each other: end it, so that what was captured is joined. No effect when they agree by now.
CREATE OR REPLACE FUNCTION repair_state(recording uuid, cause text, peer text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    key text;
BEGIN
    PERFORM lock_stream_of(recording);
    UPDATE recording_capture c
    SET ended_at = COALESCE(c.ended_at, clock_timestamp()), end_reason = COALESCE(c.end_reason, 'reconciled'), next_attempt_at = clock_timestamp()
    FROM recordings r
    WHERE c.recording_id = recording AND r.id = recording
      AND (r.status = 'recording' AND c.ended_at IS NOT NULL OR r.status = 'processing' AND c.ended_at IS NULL)
    RETURNING c.stream_key INTO key;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    INSERT INTO recording_event (kind, stream_key, recording_id, detail)
    VALUES ('recording.reconciled', key, recording, jsonb_strip_nulls(jsonb_build_object('cause', cause, 'peer', peer)));
    UPDATE recordings SET status = 'processing' WHERE id = recording AND status = 'recording';
END $$;
