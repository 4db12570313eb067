-- What the deadlines of a recording are counted from. No row stays in `recording` or `processing` for ever.
ALTER TABLE recording_capture
    ADD COLUMN looked_at        TIMESTAMPTZ,   -- when the bucket was last seen, while the stream was live
    ADD COLUMN quiet_since      TIMESTAMPTZ,   -- from when on every look found nothing new; NULL when the last one did
    ADD COLUMN processing_since TIMESTAMPTZ;   -- when finalizing was first tried
