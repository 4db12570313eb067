-- A recording in doubt (doubts in its report): its live segments are kept, so the hand-over that would have them deleted is over
-- without having been sent.
ALTER TABLE hand_over DROP CONSTRAINT hand_over_outcome_check;
ALTER TABLE hand_over ADD CONSTRAINT hand_over_outcome_check CHECK (outcome IN ('sent', 'refused', 'dropped', 'kept'));
CREATE INDEX hand_over_kept ON hand_over (stream_key) WHERE outcome = 'kept';

-- The codes of the doubts of a report, with commas between them; NULL when there are none.
CREATE FUNCTION doubt_codes(doubts jsonb) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT string_agg(DISTINCT d ->> 'code', ',') FROM jsonb_array_elements(doubts) d
$$;

-- The gauges ask every few seconds how many there are, and there are few.
CREATE INDEX recording_capture_in_doubt ON recording_capture (recording_id) WHERE report -> 'doubts' <> '[]'::jsonb;

-- A recording as the page shows it: what spec.md says of it, and what is known of its stream, its holes and its doubts.
CREATE OR REPLACE FUNCTION overview_json(r recordings) RETURNS json LANGUAGE sql STABLE AS $$
    SELECT json_build_object(
        'id', r.id, 'stream_id', r.stream_id, 'stream_key', c.stream_key, 'title', c.title, 'status', r.status,
        'started_at', to_char(r.started_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        'ended_at', to_char(c.ended_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        'completed_at', to_char(r.completed_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        'last_segment_at', to_char(c.last_segment_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'file_path', r.file_path, 'duration', COALESCE(r.duration, 0),
        'size', CASE WHEN r.status IN ('recording', 'processing')
                     THEN (SELECT COALESCE(sum(s.size), 0) FROM recording_segment s WHERE s.recording_id = r.id)
                     ELSE COALESCE(r.file_size, 0) END,
        'playable', c.folder IS NOT NULL AND r.status <> 'completed',
        'poster', CASE WHEN c.poster_name IS NOT NULL THEN '/recording/' || r.id || '/poster' END,
        'error', c.error,
        'coverage', c.report->'coverage',
        'length', c.report->'duration',
        'missing', c.report#>'{segments,missing}', 'damaged', c.report#>'{segments,damaged}',
        'holes', (SELECT json_agg(json_build_object('at', h->'at', 'length', h->'length', 'kept', h->'kept'))
                  FROM jsonb_array_elements(c.report->'holes') h),
        'doubts', c.report->'doubts')
    FROM (SELECT 1) one LEFT JOIN recording_capture c ON c.recording_id = r.id
$$;
