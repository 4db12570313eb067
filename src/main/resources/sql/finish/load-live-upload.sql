-- The multipart upload that a recording has already, with the parts that got through
SELECT c.object_name, c.live_upload, p.number, p.size, p.md5, p.etag
FROM recording_capture c LEFT JOIN recording_part p ON p.recording_id = c.recording_id AND p.upload = c.live_upload
WHERE c.recording_id = CAST(:#${variable.recordingId} AS uuid) AND c.live_upload IS NOT NULL
ORDER BY p.number
