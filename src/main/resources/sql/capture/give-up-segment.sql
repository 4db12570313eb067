-- Note that a segment could not be fetched; a later poll may still get it
WITH given_up AS (
    INSERT INTO recording_segment (recording_id, run, sequence, object_key, etag, last_modified, size, state, reason, media_sequence)
    SELECT c.recording_id, 0, :#${body.object.sequence},
           :#${body.object.objectKey}, :#${body.object.etag},
           CAST(:#${body.object.lastModified} AS timestamptz), :#${body.object.size}, 'missing',
           :#${variable.reason}, CAST(:#${body.object.mediaSequence} AS bigint)
    FROM recording_capture c
    WHERE c.recording_id = CAST(:#recordingId AS uuid) AND c.owner = :#${properties:recorder.instance}
    ON CONFLICT (recording_id, object_key, etag) DO UPDATE
    SET reason = excluded.reason, file = NULL WHERE recording_segment.state = 'missing'
    -- 0 in a row that was not there before: the story says it once, however often the segment is tried again
    RETURNING recording_id, object_key, reason, xmax = 0 AS first
)
INSERT INTO recording_event (kind, stream_key, recording_id, detail)
SELECT 'segment.given-up', c.stream_key, c.recording_id, jsonb_build_object('cause', g.reason, 'object_key', g.object_key,
       'attempts', CAST(:#${properties:recorder.segment.attempts} AS int))
FROM given_up g JOIN recording_capture c ON c.recording_id = g.recording_id
WHERE g.first
