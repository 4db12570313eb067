-- An object may stand at several places of a playlist, such as a slate: a row for each. The first is as before; a further one says so, and
-- its ETag is followed by # and its media sequence, so that a row still is the only one of its object key and ETag. One that is listed
-- and not recorded, as it is not certain to be a place of its own, is 'unplaced'.
ALTER TABLE recording_segment
    ADD COLUMN again BOOLEAN NOT NULL DEFAULT false,
    DROP CONSTRAINT recording_segment_state_check,
    -- every row has passed the narrower one
    ADD CONSTRAINT recording_segment_state_check CHECK (state IN ('captured', 'damaged', 'missing', 'foreign', 'unplaced')) NOT VALID;
