-- Finalizing cannot go on now: try again after a growing wait, 1 s to 5 min; or fail, when it was tried often or long enough
SELECT recording_id::text, stream_key, given_up
FROM postpone_recording(CAST(:#${variable.finish.recordingId} AS uuid), :#${properties:recorder.instance},
     :#${variable.fault.name}, CAST(:#${properties:recorder.finalize.attempts} AS int),
     CAST(:#${properties:recorder.finalize.deadline} AS interval), :#${variable.reason},
     CAST(:#${bean:receivers.ofFailed} AS jsonb), :#${variable.code})
