-- What is asked at every interval is found by an index, also among 100,000 recordings.
CREATE INDEX recording_capture_stream ON recording_capture (stream_key, started_event_id);
CREATE INDEX recording_capture_owner ON recording_capture (owner) WHERE owner IS NOT NULL;
CREATE INDEX recording_capture_live_upload ON recording_capture (recording_id) WHERE live_upload IS NOT NULL;
CREATE INDEX recording_capture_deleting ON recording_capture (recording_id) WHERE deleting_at IS NOT NULL;
CREATE INDEX hand_over_leased ON hand_over (receiver, target) WHERE done_at IS NULL AND lease_until IS NOT NULL;
