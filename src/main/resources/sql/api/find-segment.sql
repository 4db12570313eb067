-- One captured segment by the name that it has in our playlist: its file, its object, and another instance that has it
SELECT c.recording_id::text, c.folder, s.file, c.bucket, s.object_key, object_etag(s) AS etag,
       address_of_holder(c, :#${properties:recorder.instance}) AS holder
FROM recording_segment s JOIN recording_capture c USING (recording_id)
WHERE s.recording_id = CAST(:#${body} AS uuid) AND s.state IN ('captured', 'damaged')
  AND md5(s.object_key || ' ' || s.etag) || '.ts' = :#${variable.segment}
