-- Which of the listed objects are in no ledger yet; what was captured stands where the playlist says
SELECT object_key, given_up
FROM compare_with_ledger(CAST(:#${body.recording.recordingId} AS uuid), :#${properties:recorder.instance},
                         CAST(:#listed AS jsonb), CAST(:#foreign AS jsonb), CAST(:#places AS jsonb))
