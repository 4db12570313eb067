-- How much of a recording was captured, so that the page need not add it up at each look.
ALTER TABLE recording_capture ADD COLUMN bytes BIGINT NOT NULL DEFAULT 0;  -- of the segments that are counted in it
UPDATE recording_capture c SET bytes = ledger.bytes
FROM (SELECT s.recording_id, sum(s.size) AS bytes FROM recording_segment s WHERE s.state IN ('captured', 'damaged') GROUP BY 1) ledger
WHERE c.recording_id = ledger.recording_id;
