-- How live recordings are shared among the instances. Nobody coordinates: each instance computes, from what all have announced, what it
-- may take, and takes it in the same statement. Flyway runs this file again when it changes.

-- Whether a lease holds; one in the far future is left of a clock that was wrong.
CREATE OR REPLACE FUNCTION holds(lease_until timestamptz, lease interval) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT COALESCE(lease_until BETWEEN now() AND now() + 2 * lease, false)
$$;

-- Since when nobody has held a recording: its owner's lease ran out or was given up, or it has had none since its start.
CREATE OR REPLACE FUNCTION free_since(c recording_capture) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT COALESCE(c.lease_until, start_heard_at(c), now())
$$;

-- Announce an instance, and tell it the secret that all share. The first time, the process that had its node before is known to be gone:
-- its row would be given a share of the new recordings until it runs out.
DROP FUNCTION IF EXISTS announce_instance(text, text, int, boolean, interval);
CREATE OR REPLACE FUNCTION announce_instance(me text, its_node text, its_address text, its_capacity int, drains boolean, lease interval)
RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    UPDATE recording_instance i
    SET capacity = its_capacity, address = its_address, draining = drains, alive_until = now() + lease,
        since = CASE WHEN holds(i.alive_until, lease) THEN i.since ELSE now() END
    WHERE i.name = me;
    IF NOT FOUND THEN
        DELETE FROM recording_instance i WHERE i.node = its_node OR i.alive_until < now() - interval '1 day';
        INSERT INTO recording_instance (name, node, address, capacity, draining, alive_until)
        VALUES (me, its_node, its_address, its_capacity, drains, now() + lease)
        ON CONFLICT DO NOTHING;
    END IF;
    RETURN (SELECT secret FROM recording_installation);
END $$;

-- As an instance of the version before announces itself, while versions are exchanged one instance after the other.
CREATE FUNCTION announce_instance(me text, its_node text, its_capacity int, drains boolean, lease interval)
RETURNS void LANGUAGE sql AS $$
    SELECT announce_instance(me, its_node, NULL, its_capacity, drains, lease)
$$;

-- Where another instance is asked for the files of a recording; NULL when none that is alive has them.
CREATE OR REPLACE FUNCTION address_of_holder(c recording_capture, me text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT i.address FROM recording_instance i WHERE i.name = c.holder AND i.name <> me AND i.alive_until > now()
$$;

-- The instances that take new recordings, with how many live ones each holds. The one that asks is among them, also before it is announced.
CREATE OR REPLACE FUNCTION taking_instances(me text, its_capacity int, lease interval)
RETURNS TABLE (name text, capacity int, load bigint) LANGUAGE sql STABLE AS $$
    SELECT i.name, i.capacity, (SELECT count(*) FROM recording_capture c
                                WHERE c.ended_at IS NULL AND c.owner = i.name AND holds(c.lease_until, lease))
    FROM (SELECT me AS name, its_capacity AS capacity
          UNION ALL
          SELECT o.name, o.capacity FROM recording_instance o WHERE o.name <> me AND NOT o.draining AND holds(o.alive_until, lease)) i
$$;

-- How many of the free recordings an instance may take now. They go, one after the other, to whoever would then be the least loaded for
-- its capacity; where that is a tie, the one that asks first has it. Beyond the capacity of all, a recording waits for one lease, in case
-- another instance comes, and is then taken all the same. What nobody took for two leases is taken by anybody: an instance that should
-- have taken it hangs. An instance that is alone takes all at once.
CREATE OR REPLACE FUNCTION may_take(me text, its_capacity int, lease interval, only_unowned boolean) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
DECLARE
    free bigint;
    late bigint;
    overdue bigint;
    within bigint;
    beyond bigint;
    here_since timestamptz := COALESCE((SELECT i.since FROM recording_instance i WHERE i.name = me), now());
BEGIN
    SELECT count(*), count(*) FILTER (WHERE free_since(c) NOT BETWEEN now() - lease AND now()),
           count(*) FILTER (WHERE GREATEST(LEAST(free_since(c), now()), here_since) < now() - 2 * lease)
    INTO free, late, overdue
    FROM recording_capture c
    WHERE c.ended_at IS NULL AND NOT holds(c.lease_until, lease) AND (c.owner IS NULL OR NOT only_unowned);
    IF free = 0 OR NOT EXISTS (SELECT 1 FROM taking_instances(me, its_capacity, lease) other WHERE other.name <> me) THEN
        RETURN free;
    END IF;
    SELECT count(*) FILTER (WHERE NOT given.over), count(*) INTO within, beyond
    FROM (SELECT i.name, place > i.capacity AS over
          FROM taking_instances(me, its_capacity, lease) i, generate_series(i.load + 1, i.load + free) AS place
          ORDER BY place > i.capacity, place::float8 / i.capacity, i.name <> me, i.name LIMIT free) given
    WHERE given.name = me;
    RETURN GREATEST(within, LEAST(beyond, late), overdue);
END $$;

-- Take free live recordings, those that have waited longest first; none while draining.
CREATE OR REPLACE FUNCTION take_live_recordings(me text, its_capacity int, drains boolean, lease interval, only_unowned boolean)
RETURNS TABLE (capture recording_capture, owner_before text) LANGUAGE plpgsql AS $$
BEGIN
    IF drains THEN
        RETURN;
    END IF;
    RETURN QUERY
    WITH taken AS (
        UPDATE recording_capture c
        SET owner = me, holder = me, stage = 'capture', lease_until = now() + lease
        FROM (SELECT f.recording_id, f.owner FROM recording_capture f
              WHERE f.ended_at IS NULL AND NOT holds(f.lease_until, lease) AND (f.owner IS NULL OR NOT only_unowned)
              ORDER BY free_since(f) LIMIT may_take(me, its_capacity, lease, only_unowned)
              FOR NO KEY UPDATE SKIP LOCKED) before
        WHERE c.recording_id = before.recording_id
        RETURNING c AS capture, before.owner AS owner_before
    ), noted AS (
        INSERT INTO recording_event (kind, stream_key, recording_id, detail)
        SELECT 'recording.taken-over', (t.capture).stream_key, (t.capture).recording_id,
               jsonb_build_object('cause', 'the lease of ' || t.owner_before || ' ran out', 'by', me)
        FROM taken t WHERE t.owner_before <> me
    )
    SELECT t.capture, t.owner_before FROM taken t;
END $$;

-- Tell the other instances, if there are any, that there is work: live, a recording is free; ended, one is to be finished. It only saves
-- them the wait for their next poll.
CREATE OR REPLACE FUNCTION wake(work text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    me text := COALESCE(current_setting('recorder.instance', true), '');
BEGIN
    -- a commit that notifies waits for all others that do
    IF EXISTS (SELECT 1 FROM recording_instance i WHERE i.name <> me AND i.alive_until > now()) THEN
        PERFORM pg_notify('recorder_work', work || ' ' || me);
    END IF;
END $$;

-- An instance stops: others may take what it holds at once.
CREATE OR REPLACE FUNCTION leave(me text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM recording_instance i WHERE i.name = me;
    UPDATE recording_capture c SET owner = NULL, lease_until = NULL, stage = NULL WHERE c.owner = me;
    IF FOUND THEN
        PERFORM wake('live');
        PERFORM wake('ended');
    END IF;
END $$;
