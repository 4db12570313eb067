-- What a stream event does: start, resume, supersede, end. Flyway runs this file again when it changes.

-- The broadcaster is back within the reconnect window, before his recording was completed: it goes on. From now on it is this start
-- that it goes back to: an end from before it is over. NULL when there is none to go on with.
CREATE OR REPLACE FUNCTION resume_recording(e stream_event, reconnect_window interval) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    resumed uuid;
BEGIN
    UPDATE recording_capture c
    SET started_event_id = e.id, started_event_at = e.event_at, ended_at = NULL, end_reason = NULL, processing_since = NULL,
        quiet_since = NULL, owner = NULL, lease_until = NULL, stage = NULL
    FROM recordings r
    WHERE r.id = c.recording_id AND r.status = 'processing' AND c.ended_at + reconnect_window > clock_timestamp()
      AND c.end_reason <> 'superseded' AND c.recording_id = (
          SELECT newest.recording_id FROM recording_capture newest
          WHERE newest.stream_key = e.stream_key ORDER BY newest.started_event_id DESC LIMIT 1)
    RETURNING c.recording_id INTO resumed;
    IF FOUND THEN
        UPDATE recordings SET status = 'recording' WHERE id = resumed AND status = 'processing';
        INSERT INTO recording_event (kind, stream_key, recording_id, detail)
        VALUES ('recording.resumed', e.stream_key, resumed, '{"cause": "stream.started within the reconnect window"}');
        PERFORM wake('live');
    END IF;
    RETURN resumed;
END $$;

-- The folder is that of the key, unless an earlier recording of it still has files there.
DROP FUNCTION IF EXISTS new_recording(stream_event, text, text);
CREATE OR REPLACE FUNCTION new_recording(e stream_event, its_bucket text, its_prefix text, told jsonb) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    fresh uuid := gen_random_uuid();
BEGIN
    INSERT INTO recordings (id, stream_id, file_path, duration, file_size, status, started_at)
    VALUES (fresh, e.stream_id, '', 0, 0, 'recording', clock_timestamp() AT TIME ZONE 'UTC');
    INSERT INTO recording_capture (recording_id, stream_key, user_id, hls_url, bucket, prefix, folder,
                                   started_event_id, started_event_at, capture_since)
    VALUES (fresh, e.stream_key, e.user_id, e.hls_url, its_bucket, replace(its_prefix, '{stream_key}', e.stream_key),
            e.stream_key || CASE WHEN EXISTS (SELECT 1 FROM recording_capture o WHERE o.folder = e.stream_key) THEN '.' || fresh ELSE '' END,
            e.id, e.event_at, LEAST(e.event_at, clock_timestamp()));
    INSERT INTO recording_event (kind, stream_key, recording_id, detail)
    VALUES ('recording.started', e.stream_key, fresh, '{"cause": "stream.started"}');
    PERFORM hand_over_to(told, fresh, e.stream_key, 'recording.started');
    PERFORM wake('live');
    RETURN fresh;
END $$;

-- Act on one stream.started, and say what came of it: started, resumed, or nothing when its key is being recorded already. A start
-- whose key is about to be ended by an earlier stream.ended waits for that, or it would be taken for a repetition.
DROP FUNCTION IF EXISTS act_on_start(stream_event, text, text, interval);
CREATE OR REPLACE FUNCTION act_on_start(e stream_event, its_bucket text, its_prefix text, reconnect_window interval, told jsonb,
                                        OUT change text, OUT recording uuid) LANGUAGE plpgsql AS $$
DECLARE
    live recording_capture;
BEGIN
    SELECT c.* INTO live FROM recording_capture c WHERE c.stream_key = e.stream_key AND c.ended_at IS NULL FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        recording := resume_recording(e, reconnect_window);
        change := CASE WHEN recording IS NOT NULL THEN 'resumed' END;
    ELSIF EXISTS (SELECT 1 FROM stream_event earlier
                  WHERE earlier.kind = 'stream.ended' AND earlier.acted_at IS NULL AND earlier.stream_key = live.stream_key
                    AND (earlier.event_at, earlier.id) < (e.event_at, e.id) AND ends(earlier, live)) THEN
        RETURN;
    ELSIF e.event_at >= live.started_event_at AND e.stream_id <> (SELECT r.stream_id FROM recordings r WHERE r.id = live.recording_id) THEN
        PERFORM end_recording(live.recording_id, 'superseded', 'another stream started under its key');
    ELSE
        recording := live.recording_id;
    END IF;
    IF recording IS NULL THEN
        recording := new_recording(e, its_bucket, its_prefix, told);
        change := 'started';
    END IF;
    UPDATE stream_event SET acted_at = clock_timestamp(), recording_id = recording WHERE id = e.id;
END $$;

-- Act on all stream.ended that end the live recording of a key.
CREATE OR REPLACE FUNCTION act_on_ends(key text) RETURNS TABLE (recording_id uuid, stream_key text) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    live recording_capture;
BEGIN
    SELECT c.* INTO live FROM recording_capture c WHERE c.stream_key = key AND c.ended_at IS NULL FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    UPDATE stream_event e SET acted_at = clock_timestamp(), recording_id = live.recording_id
    WHERE e.kind = 'stream.ended' AND e.acted_at IS NULL AND e.stream_key = live.stream_key AND ends(e, live);
    IF FOUND THEN
        RETURN QUERY SELECT * FROM end_recording(live.recording_id, 'stream.ended', 'stream.ended');
    END IF;
END $$;

-- Act on what was heard of a key and not acted upon yet, in the order of arrival; a row for each recording that started, resumed or
-- ended. identified: false when it started and its stream or user is not known. told: who is told of a start, as hand_over_to has it.
DROP FUNCTION IF EXISTS act_on_stream_events(text, text, text, interval);
CREATE OR REPLACE FUNCTION act_on_stream_events(key text, its_bucket text, its_prefix text, reconnect_window interval, told jsonb)
RETURNS TABLE (change text, recording_id uuid, stream_key text, identified boolean) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    e stream_event;
BEGIN
    PERFORM lock_stream(key);
    LOOP
        FOR e IN SELECT * FROM stream_event WHERE kind = 'stream.started' AND acted_at IS NULL AND stream_key = key ORDER BY id LOOP
            RETURN QUERY SELECT acted.change, acted.recording, key, acted.change <> 'started' OR e.stream_id IS NOT NULL AND e.user_id IS NOT NULL
                         FROM act_on_start(e, its_bucket, its_prefix, reconnect_window, told) acted WHERE acted.change IS NOT NULL;
        END LOOP;
        RETURN QUERY SELECT 'ended', ended.recording_id, key, true FROM act_on_ends(key) ended;
        -- a start that came behind an end had waited for it
        EXIT WHEN NOT FOUND;
    END LOOP;
END $$;

-- The time of an event among those that say the same second, which is all that some senders know: a broadcaster who is back within
-- it says started, stopped, started. What follows the other kind is no repetition, and counts as a microsecond later than before.
CREATE OR REPLACE FUNCTION distinct_time(its_kind text, key text, stream uuid, at timestamptz) RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN COALESCE((
        SELECT e.event_at + CASE WHEN its_kind = 'stream.started' AND e.kind = 'stream.ended' THEN interval '1 microsecond' ELSE interval '0' END
        FROM stream_event e
        WHERE e.stream_key = key AND e.stream_id IS NOT DISTINCT FROM stream
          AND e.event_at >= at AND e.event_at < at + interval '100 microseconds'
        ORDER BY e.id DESC LIMIT 1), at);
END $$;

-- Keep a stream event, and act on it: the same event (kind, key, stream, timestamp), or the same webhook, again has no effect. One
-- whose rows somebody else holds is busy, and was not heard.
DROP FUNCTION IF EXISTS hear_stream_event(text, text, uuid, uuid, text, timestamptz, text, text, text, interval);
CREATE OR REPLACE FUNCTION hear_stream_event(its_kind text, key text, stream uuid, by_user uuid, hls text, at timestamptz, webhook text,
                                             its_bucket text, its_prefix text, reconnect_window interval, told jsonb)
RETURNS TABLE (change text, recording_id uuid, stream_key text, identified boolean) LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    PERFORM lock_stream(key);
    BEGIN
        INSERT INTO stream_event (kind, stream_key, stream_id, user_id, hls_url, event_at, webhook_id)
        VALUES (its_kind, key, stream, by_user, hls, distinct_time(its_kind, key, stream, at), webhook)
        ON CONFLICT DO NOTHING;
        RETURN QUERY SELECT * FROM act_on_stream_events(key, its_bucket, its_prefix, reconnect_window, told);
    EXCEPTION WHEN lock_not_available THEN
        RETURN QUERY SELECT 'busy', NULL::uuid, key, NULL::boolean;
    WHEN OTHERS THEN
        -- what was heard is kept whatever happens: it is acted upon at the next interval, where a failure is told
        INSERT INTO stream_event (kind, stream_key, stream_id, user_id, hls_url, event_at, webhook_id)
        VALUES (its_kind, key, stream, by_user, hls, distinct_time(its_kind, key, stream, at), webhook)
        ON CONFLICT DO NOTHING;
        RAISE WARNING 'Not acted upon yet: % of %: %', its_kind, key, SQLERRM;
    END;
END $$;

-- Keep many stream events and act on them, in one transaction: a row for each change, and for each event whose stream somebody else
-- works on just now: it is busy, and was not heard, so that none waits for another and no two transactions wait for each other. One
-- event alone waits for its stream.
CREATE OR REPLACE FUNCTION hear_stream_events(heard jsonb, its_bucket text, its_prefix text, reconnect_window interval, told jsonb)
RETURNS TABLE (number int, change text, recording_id uuid, stream_key text, identified boolean) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    e record;
    several boolean := jsonb_array_length(heard) > 1;
BEGIN
    IF several THEN
        PERFORM set_config('lock_timeout', '10ms', true);
    END IF;
    FOR e IN SELECT * FROM jsonb_to_recordset(heard) AS h(number int, kind text, stream_key text, stream_id uuid, user_id uuid, hls_url text,
                                                          at timestamptz, webhook_id text) ORDER BY h.number LOOP
        IF several AND NOT try_lock_stream(e.stream_key) THEN
            RETURN QUERY SELECT e.number, 'busy', NULL::uuid, NULL, NULL::boolean;
        ELSE
            RETURN QUERY SELECT e.number, acted.* FROM hear_stream_event(e.kind, e.stream_key, e.stream_id, e.user_id, e.hls_url, e.at,
                                                                          e.webhook_id, its_bucket, its_prefix, reconnect_window, told) acted;
        END IF;
    END LOOP;
END $$;

-- Whether a live recording of the key may be that of a stream; a stream without an id may be any.
CREATE OR REPLACE FUNCTION is_recorded(key text, stream uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM recording_capture c JOIN recordings r ON r.id = c.recording_id
                   WHERE c.stream_key = key AND c.ended_at IS NULL AND (r.stream_id = stream OR r.stream_id IS NULL OR stream IS NULL))
$$;

-- Whether a recording of this broadcast was ended by us, so that it must not start again: it cannot be recorded, or stays silent.
CREATE OR REPLACE FUNCTION was_given_up(key text, said_at timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM recording_capture c
                   WHERE c.stream_key = key AND c.end_reason IN ('refused', 'silent')
                     AND c.started_event_at > COALESCE(said_at - interval '1 minute', now() - interval '1 hour'))
$$;

-- Whether the end of a stream was heard within this time.
CREATE OR REPLACE FUNCTION ended_within(span interval, key text, stream uuid, said_at timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM stream_event e
                   WHERE e.kind = 'stream.ended' AND e.stream_key = key AND (said_at IS NULL OR e.event_at >= said_at)
                     AND (e.stream_id = stream OR e.stream_id IS NULL OR stream IS NULL) AND e.heard_at > now() - span)
$$;

-- The Stream Service lists a stream as live: that is a stream.started, unless it is recorded, was given up, or its own end was heard
-- just now; a list that says so a minute and two intervals later is not the one from before the end. It is acted upon later.
CREATE OR REPLACE FUNCTION hear_live_stream(key text, stream uuid, by_user uuid, hls text, said_at timestamptz, monitor_interval interval)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    starts_at timestamptz := COALESCE(said_at, date_trunc('second', now()));
BEGIN
    PERFORM lock_stream(key);
    IF is_recorded(key, stream) OR was_given_up(key, said_at)
       OR ended_within(interval '1 minute' + 2 * monitor_interval, key, stream, said_at) THEN
        RETURN;
    END IF;
    IF EXISTS (SELECT 1 FROM stream_event e WHERE e.kind = 'stream.started' AND e.stream_key = key AND e.event_at = starts_at
                                              AND e.stream_id IS NOT DISTINCT FROM stream) THEN
        starts_at := date_trunc('second', now());
    END IF;
    INSERT INTO stream_event (kind, stream_key, stream_id, user_id, hls_url, event_at, source)
    VALUES ('stream.started', key, stream, by_user, hls, starts_at, 'poll')
    ON CONFLICT DO NOTHING;
END $$;
