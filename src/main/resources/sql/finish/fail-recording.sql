-- Nothing will make this recording playable: fail it, keep the reason, and put a hand-over to who wants failures into the outbox
SELECT recording_id::text
FROM fail_recording(CAST(:#${variable.finish.recordingId} AS uuid), :#${properties:recorder.instance}, false, 1,
     :#${variable.reason}, CAST(:#${bean:receivers.ofFailed} AS jsonb), :#${variable.code})
