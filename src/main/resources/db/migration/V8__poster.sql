-- The poster of a recording: an object beside its MP4; NULL when there is none.
ALTER TABLE recording_capture ADD COLUMN poster_name TEXT;
