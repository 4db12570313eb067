-- Multipart uploads that nobody will complete: their recording failed, or is joined at the end; those of others that work are theirs
SELECT c.recording_id::text, c.object_name, c.live_upload
FROM recording_capture c JOIN recordings r ON r.id = c.recording_id
WHERE c.live_upload IS NOT NULL AND (r.status IN ('completed', 'failed') OR c.live_fallback IS NOT NULL)
  AND (c.owner IS NULL OR c.owner = :#${properties:recorder.instance} OR c.lease_until < now())
