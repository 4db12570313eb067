-- Enter a segment into the ledger of a recording that this instance still holds
WITH held AS (
    SELECT recording_id, stream_key FROM recording_capture
    WHERE recording_id = CAST(:#recordingId AS uuid) AND owner = :#${properties:recorder.instance}
    FOR NO KEY UPDATE
), replaced AS (
    DELETE FROM recording_segment s USING held
    WHERE s.recording_id = held.recording_id AND s.object_key = :#objectKey AND s.etag <> :#etag
      -- what was captured and lost stays missing when other media took its name
      AND (s.state = 'missing' AND (s.access_units = 0 OR s.first_pts = CAST(:#firstPts AS bigint))
           OR s.etag = :#replacedEtag OR s.state <> 'missing' AND s.file = :#file)
    RETURNING s.state
), noted AS (
    INSERT INTO recording_event (kind, stream_key, recording_id, detail)
    SELECT happened.kind, held.stream_key, held.recording_id,
           jsonb_build_object('cause', happened.cause, 'object_key', CAST(:#objectKey AS text))
    FROM held, (SELECT 'segment.replaced' AS kind, 'the object was written again' AS cause WHERE EXISTS (SELECT 1 FROM replaced WHERE state <> 'missing')
                UNION ALL SELECT 'segment.recovered', 'a later look got it' WHERE EXISTS (
                    SELECT 1 FROM replaced WHERE state = 'missing'
                    UNION ALL SELECT 1 FROM recording_segment s JOIN held ON s.recording_id = held.recording_id
                    WHERE s.state = 'missing' AND s.object_key = :#objectKey AND s.etag = :#etag)
                UNION ALL SELECT 'segment.damaged', CAST(:#reason AS text) WHERE :#state = 'damaged') happened
), seen AS (
    -- a row that is changed so often is seldom free for those who renew the leases
    UPDATE recording_capture c SET last_segment_at = now(), lease_until = now() + CAST(:#${properties:recorder.lease.time} AS interval)
    FROM held WHERE c.recording_id = held.recording_id
)
INSERT INTO recording_segment (recording_id, run, sequence, media_sequence, object_key, etag, last_modified, size, file, state,
                               discontinuity, first_pts, last_pts, ticks, access_units, tracks, reason)
SELECT held.recording_id, :#run, :#sequence, CAST(:#mediaSequence AS bigint), :#objectKey, :#etag,
       CAST(:#lastModified AS timestamptz), :#size, :#file, :#state,
       :#discontinuity, :#firstPts, :#lastPts, :#ticks, :#accessUnits,
       CAST(:#tracks AS jsonb), :#reason
FROM held
ON CONFLICT (recording_id, object_key, etag) DO UPDATE
SET run = excluded.run, sequence = excluded.sequence, media_sequence = excluded.media_sequence, last_modified = excluded.last_modified, size = excluded.size,
    file = excluded.file, state = excluded.state, discontinuity = excluded.discontinuity,
    first_pts = excluded.first_pts, last_pts = excluded.last_pts, ticks = excluded.ticks,
    access_units = excluded.access_units, tracks = excluded.tracks, reason = excluded.reason, captured_at = now()
