-- The recording was imported: keep the id of its video
UPDATE recordings SET video_id = CAST(:#${variable.videoId} AS uuid)
WHERE id = CAST(:#${variable.handOver.recordingId} AS uuid) AND status = 'completed' AND video_id IS NULL
