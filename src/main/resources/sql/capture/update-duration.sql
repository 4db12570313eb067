-- How long the recording is so far, from the timestamps in its segments; looks that found something are one entry of its story
WITH ledger AS (
    SELECT round(COALESCE(sum(ticks), 0) / 90000.0)::int AS seconds, count(*) AS segments FROM recording_segment
    WHERE recording_id = CAST(:#${body.recording.recordingId} AS uuid) AND state <> 'missing'
), changed AS (
    UPDATE recordings r SET duration = ledger.seconds FROM ledger
    WHERE r.id = CAST(:#${body.recording.recordingId} AS uuid) AND r.status = 'recording'
      AND r.duration IS DISTINCT FROM ledger.seconds
    RETURNING r.id, ledger.seconds, ledger.segments, to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS until
), last AS (
    SELECT e.id, e.kind, e.recording_id, e.at FROM recording_event e JOIN changed ON e.recording_id = changed.id
    ORDER BY e.id DESC LIMIT 1
), went_on AS (
    UPDATE recording_event SET detail = recording_event.detail || jsonb_build_object('until', changed.until, 'segments', changed.segments,
        'duration', changed.seconds, 'looks', (recording_event.detail ->> 'looks')::int + 1)
    FROM last, changed
    WHERE recording_event.id = last.id AND last.kind = 'segments.captured'
      AND NOT EXISTS (SELECT 1 FROM stream_event heard WHERE heard.recording_id = last.recording_id AND heard.heard_at > last.at)
    RETURNING recording_event.id
)
INSERT INTO recording_event (kind, stream_key, recording_id, detail)
SELECT 'segments.captured', c.stream_key, changed.id, jsonb_build_object('cause', 'a look into the bucket',
       'until', changed.until, 'segments', changed.segments, 'duration', changed.seconds, 'looks', 1)
FROM changed JOIN recording_capture c ON c.recording_id = changed.id
WHERE NOT EXISTS (SELECT 1 FROM went_on)
