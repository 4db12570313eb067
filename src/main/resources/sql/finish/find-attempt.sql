-- What is known of the attempt that put this MP4 into the bucket; no row when another instance has the recording
SELECT a.attempt, a.units, a.duration, a.size, a.report::text AS report
FROM recording_capture c
     LEFT JOIN recording_attempt a ON a.recording_id = c.recording_id
                                  AND a.attempt = CAST(:#${variable.stored.attempt} AS text) AND a.size = :#${variable.stored.size}
WHERE c.recording_id = CAST(:#${variable.finish.recordingId} AS uuid)
  AND c.owner = :#${properties:recorder.instance} AND c.stage = 'finalize'
