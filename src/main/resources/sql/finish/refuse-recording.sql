-- A stream that cannot be recorded, whatever is done: fail its recording while it is live, and hand that over
SELECT recording_id::text
FROM fail_recording(CAST(:#${variable.recording.recordingId} AS uuid), :#${properties:recorder.instance}, true, 0,
     :#${variable.reason}, CAST(:#${bean:receivers.ofFailed} AS jsonb), :#${variable.code})
