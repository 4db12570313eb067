-- The name holds an object that is not ours: choose another one at the next attempt
UPDATE recording_capture SET object_name = NULL
WHERE recording_id = CAST(:#${variable.recording[recording_id]} AS uuid)
  AND owner = :#${properties:recorder.instance} AND stage = 'finalize'
