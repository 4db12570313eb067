-- What a stream event does to a recording. Flyway runs this file again when it changes.

-- Whether this stream.ended ends that recording: it was heard after its start (equal timestamps go by arrival), and is not the
-- late end of another stream that was recorded under the key before.
CREATE OR REPLACE FUNCTION ends(e stream_event, c recording_capture) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT (e.event_at, e.id) > (c.started_event_at, c.started_event_id)
       AND NOT EXISTS (SELECT 1 FROM recording_capture earlier JOIN recordings r ON r.id = earlier.recording_id
                       WHERE earlier.stream_key = e.stream_key AND earlier.ended_at IS NOT NULL
                         AND r.stream_id = e.stream_id
                         AND r.stream_id <> (SELECT stream_id FROM recordings WHERE id = c.recording_id))
$$;
