-- The file of one captured segment, by the name that it has in our playlist
SELECT c.folder, s.file
FROM recording_segment s JOIN recording_capture c USING (recording_id)
WHERE s.recording_id = CAST(:#${body} AS uuid) AND s.state IN ('captured', 'damaged')
  AND md5(s.object_key || ' ' || s.etag) || '.ts' = :#${variable.segment}
