-- The MP4 is verified in the bucket: complete the recording, and put a hand-over to each receiver into the outbox; whether it is in
-- doubt decides the receiver's route
SELECT recording_id::text, file_path, duration, file_size, finalize_seconds, doubts
FROM complete_recording(CAST(:#${variable.recording[recording_id]} AS uuid), :#${properties:recorder.instance},
     CAST(:#${variable.report} AS jsonb), :#${variable.posterName}, :#${variable.filePath}, CAST(:#${variable.audit.duration} AS int),
     CAST(:#${variable.audit.size} AS bigint), CAST(:#${bean:receivers.ofCompleted} AS jsonb))
