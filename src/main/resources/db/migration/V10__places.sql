-- Where an object stands once more in the playlist of a broadcast, such as a slate; its first place is in the ledger.
CREATE TABLE recording_place (
    recording_id   UUID NOT NULL REFERENCES recording_capture(recording_id) ON DELETE CASCADE,
    object_key     TEXT NOT NULL,
    media_sequence BIGINT NOT NULL,
    PRIMARY KEY (recording_id, object_key, media_sequence)
);
