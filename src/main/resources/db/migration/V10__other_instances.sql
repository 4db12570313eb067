-- An instance answers for recordings that another one holds: where that one is asked, and how it knows who asks.
ALTER TABLE recording_instance ADD COLUMN address TEXT;    -- host:port of its API as the other instances reach it; NULL when it knows none
-- Signs what the instances ask each other. Made here, so that nobody has to set it.
ALTER TABLE recording_installation ADD COLUMN secret TEXT NOT NULL DEFAULT gen_random_uuid()::text || gen_random_uuid()::text;
-- The instance that had it last: its work folder has the segments, also when nobody works on the recording any more.
ALTER TABLE recording_capture ADD COLUMN holder TEXT;
