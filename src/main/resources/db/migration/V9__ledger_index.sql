-- One index of the versions in all ledgers instead of two, as entering a segment writes each: it is asked by object key first, and the
-- columns are unique in any order.
CREATE UNIQUE INDEX recording_segment_version ON recording_segment (object_key, etag, recording_id);
DROP INDEX recording_segment_object;
ALTER TABLE recording_segment DROP CONSTRAINT recording_segment_recording_id_object_key_etag_key;
