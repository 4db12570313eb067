-- A segment may be captured before the playlist says where it stands: put it there. What was captured and turns out to be none of this
-- broadcast's, such as another rendition in the same folder, is left out
WITH held AS (
    SELECT recording_id, stream_key FROM recording_capture
    WHERE recording_id = CAST(:#${body.recording.recordingId} AS uuid) AND owner = :#${properties:recorder.instance}
), placed AS (
    UPDATE recording_segment s
    SET sequence = o.sequence, media_sequence = o.media_sequence, discontinuity = o.discontinuity,
        state = CASE s.state WHEN 'foreign' THEN 'captured' ELSE s.state END,
        reason = CASE s.state WHEN 'foreign' THEN NULL ELSE s.reason END
    FROM held, jsonb_to_recordset(CAST(:#listed AS jsonb))
         AS o(object_key text, etag text, sequence bigint, media_sequence bigint, discontinuity boolean, listed boolean)
    WHERE s.recording_id = held.recording_id AND s.object_key = o.object_key AND s.etag = o.etag AND o.listed
      AND (s.state = 'foreign'
           OR (s.sequence, s.media_sequence, s.discontinuity) IS DISTINCT FROM (o.sequence, o.media_sequence, o.discontinuity))
), left_out AS (
    UPDATE recording_segment s SET state = 'foreign', reason = 'the playlist lists others that were uploaded beside it'
    FROM held
    WHERE s.recording_id = held.recording_id AND s.state IN ('captured', 'damaged')
      AND s.object_key IN (SELECT jsonb_array_elements_text(CAST(:#foreign AS jsonb)))
    RETURNING s.object_key
)
INSERT INTO recording_event (kind, stream_key, recording_id, detail)
SELECT 'segments.left-out', held.stream_key, held.recording_id, jsonb_build_object(
    'cause', 'the playlist lists others that were uploaded beside them', 'object_keys', jsonb_agg(left_out.object_key))
FROM held, left_out GROUP BY held.stream_key, held.recording_id
