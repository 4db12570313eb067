-- The MP4 is verified in the bucket: complete the recording, and put a hand-over to each receiver into the outbox; whether it is in
-- doubt decides the receiver's route
SELECT recording_id::text, file_path, duration, file_size, finalize_seconds, doubts
FROM complete_recording(CAST(:#${variable.finish.recordingId} AS uuid), :#${properties:recorder.instance},
     CAST(:#${variable.finish.report} AS jsonb), :#${variable.finish.posterName}, :#${variable.finish.filePath},
     CAST(:#${variable.finish.audit.duration} AS int),
     CAST(:#${variable.finish.audit.size} AS bigint), CAST(:#${bean:receivers.ofCompleted} AS jsonb))
