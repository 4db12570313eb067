-- From now on the segments of this recording come from the rendition that was chosen; no row when that was known: a poll that was on its way
-- may find it once more
WITH chosen AS (
    UPDATE recording_capture SET prefix = :#${body.listing.prefix}
    WHERE recording_id = CAST(:#${body.recording.recordingId} AS uuid) AND owner = :#${properties:recorder.instance}
      AND prefix IS DISTINCT FROM :#${body.listing.prefix}
    RETURNING recording_id, stream_key, prefix
)
INSERT INTO recording_event (kind, stream_key, recording_id, detail)
SELECT 'rendition.chosen', stream_key, recording_id, jsonb_build_object('cause', 'master playlist', 'prefix', prefix)
FROM chosen
RETURNING detail ->> 'prefix' AS prefix
