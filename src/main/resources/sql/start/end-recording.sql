-- The Stream Service said twice that the stream of a live recording is not live any more: end the recording
SELECT 'ended' AS change, recording_id::text, stream_key, true AS identified
FROM end_recording(CAST(:#${variable.recordingId} AS uuid), 'not live', 'the Stream Service does not list it as live')
