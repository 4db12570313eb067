-- What a recording has so far, so that a poll need not add up all its segments.
ALTER TABLE recording_capture
    ADD COLUMN ticks    BIGINT NOT NULL DEFAULT 0,          -- of its segments, 90 kHz
    ADD COLUMN segments BIGINT NOT NULL DEFAULT 0;
UPDATE recording_capture c SET (ticks, segments) = (
    SELECT COALESCE(sum(s.ticks), 0), count(*) FROM recording_segment s
    WHERE s.recording_id = c.recording_id AND s.state IN ('captured', 'damaged'));
-- The newest segments are read without the others.
CREATE INDEX recording_segment_captured ON recording_segment (recording_id, captured_at);
