-- From now on the segments of this recording come from the rendition that was chosen
WITH chosen AS (
    UPDATE recording_capture SET prefix = :#${body.listing.prefix}
    WHERE recording_id = CAST(:#${body.recording.recordingId} AS uuid) AND owner = :#${properties:recorder.instance}
    RETURNING recording_id, stream_key, prefix
)
INSERT INTO stream_event (kind, stream_key, event_at, recording_id, acted_at, detail)
SELECT 'rendition.chosen', stream_key, now(), recording_id, now(), jsonb_build_object('cause', 'master playlist', 'prefix', prefix)
FROM chosen
