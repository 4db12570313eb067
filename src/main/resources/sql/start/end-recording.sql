-- The Stream Service said twice that the stream of a live recording is not live any more: end the recording, unless segments still arrive
SELECT 'ended' AS change, recording_id::text, stream_key, true AS identified
FROM end_recording_not_live(CAST(:#${variable.recordingId} AS uuid))
