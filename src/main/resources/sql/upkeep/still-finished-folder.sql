-- The work folder is still that of this recording, which nobody works on or deletes; no row when another has it by now
SELECT recording_id::text FROM recording_capture
WHERE recording_id = CAST(:#${variable.finished.recordingId} AS uuid) AND folder = :#${variable.finished.folder}
  AND owner IS NULL AND deleting_at IS NULL
