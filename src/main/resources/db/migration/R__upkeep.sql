-- What the tables need not hold any more. Flyway runs this file again when it changes.

-- The completed recordings whose ledger is to be compared with the bucket, marked as looked at: an hour after their end, then each time
-- that their age has doubled, since a bucket may keep its objects for ever.
CREATE OR REPLACE FUNCTION ledgers_to_trim(most int) RETURNS TABLE (recording_id uuid, bucket text, prefix text) LANGUAGE sql AS $$
    UPDATE recording_capture c SET ledger_looked_at = now()
    FROM (SELECT k.recording_id FROM recording_capture k JOIN recordings r ON r.id = k.recording_id
          WHERE k.folder IS NULL AND NOT k.ledger_gone AND k.owner IS NULL AND r.status = 'completed'
            AND r.completed_at < (now() AT TIME ZONE 'UTC') - interval '1 hour'
            AND (k.ledger_looked_at IS NULL OR now() - r.completed_at AT TIME ZONE 'UTC' > 2 * (k.ledger_looked_at - r.completed_at AT TIME ZONE 'UTC'))
          ORDER BY k.ledger_looked_at NULLS FIRST LIMIT most
          FOR NO KEY UPDATE OF k SKIP LOCKED) due
    WHERE c.recording_id = due.recording_id
    RETURNING c.recording_id, c.bucket, c.prefix
$$;

-- Delete the ledger rows of a completed recording whose objects are not in the bucket any more. As long as an object is there its row says
-- that it belongs to this recording, and not to a later one of the key. What lies elsewhere, and what is kept as damaged, stays.
CREATE OR REPLACE FUNCTION trim_ledger(recording uuid, below text, still_there jsonb, keep_damaged interval) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    trimmed bigint;
BEGIN
    PERFORM lock_stream_of(recording);
    DELETE FROM recording_segment s USING recordings r, recording_capture c
    WHERE s.recording_id = recording AND r.id = recording AND c.recording_id = recording AND r.status = 'completed' AND c.folder IS NULL
      AND starts_with(s.object_key, below) AND NOT still_there ? s.object_key
      AND (s.state <> 'damaged' OR r.completed_at < (now() AT TIME ZONE 'UTC') - keep_damaged);
    GET DIAGNOSTICS trimmed = ROW_COUNT;
    UPDATE recording_capture c SET ledger_gone = true
    WHERE c.recording_id = recording AND NOT EXISTS (SELECT 1 FROM recording_segment s WHERE s.recording_id = recording);
    RETURN trimmed;
END $$;

-- Forget events, and hand-overs that were made, from longer ago than keep; what concerns a recording that is not over stays, and what kept
-- live segments stays for kept. At most so many of each at once.
CREATE OR REPLACE FUNCTION forget_events(keep interval, kept interval, most int) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    forgotten bigint := 0;
    number bigint;
BEGIN
    IF keep <= interval '0' THEN
        RETURN 0;
    END IF;
    DELETE FROM recording_event d WHERE d.id IN (
        SELECT e.id FROM recording_event e
        WHERE e.at < now() - keep
          AND NOT EXISTS (SELECT 1 FROM recordings r WHERE r.id = e.recording_id AND r.status IN ('recording', 'processing'))
        ORDER BY e.at LIMIT most);
    GET DIAGNOSTICS number = ROW_COUNT;
    forgotten := forgotten + number;
    DELETE FROM stream_event d WHERE d.id IN (
        SELECT e.id FROM stream_event e
        WHERE e.heard_at < now() - keep AND (e.acted_at IS NOT NULL OR e.kind = 'stream.ended')
          AND NOT EXISTS (SELECT 1 FROM recordings r WHERE r.id = e.recording_id AND r.status IN ('recording', 'processing'))
        ORDER BY e.id LIMIT most);
    GET DIAGNOSTICS number = ROW_COUNT;
    forgotten := forgotten + number;
    DELETE FROM hand_over d WHERE d.id IN (
        SELECT h.id FROM hand_over h
        WHERE h.done_at < now() - CASE h.outcome WHEN 'kept' THEN GREATEST(keep, kept) ELSE keep END
        ORDER BY h.done_at LIMIT most);
    GET DIAGNOSTICS number = ROW_COUNT;
    RETURN forgotten + number;
END $$;
