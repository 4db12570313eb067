-- A completed recording loses its ledger with the objects that it names.
ALTER TABLE recording_capture
    ADD COLUMN ledger_gone      BOOLEAN NOT NULL DEFAULT false,
    ADD COLUMN ledger_looked_at TIMESTAMPTZ;               -- when the bucket was last looked through for objects that are still there
CREATE INDEX recording_capture_ledger ON recording_capture (recording_id) WHERE folder IS NULL AND NOT ledger_gone;
CREATE INDEX recording_event_at ON recording_event (at);
CREATE INDEX hand_over_done ON hand_over (done_at) WHERE done_at IS NOT NULL;
