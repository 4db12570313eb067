-- From now on the MP4 of this recording goes into this multipart upload
UPDATE recording_capture SET live_upload = :#${variable.upload.id}
WHERE recording_id = CAST(:#${variable.recordingId} AS uuid)
  AND owner = :#${properties:recorder.instance} AND live_upload IS NULL AND live_fallback IS NULL
RETURNING live_upload
