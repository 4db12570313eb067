-- What the Stream Service is told of a recording
SELECT jsonb_strip_nulls(jsonb_build_object('stream_key', CAST(:#${variable.handOver.streamKey} AS text),
       'stream_id', r.stream_id, 'video_id', r.video_id, 'success', CAST(:#${variable.handOver.event} AS text) = 'recording.completed'))::text
FROM recordings r WHERE r.id = CAST(:#${variable.handOver.recordingId} AS uuid)
