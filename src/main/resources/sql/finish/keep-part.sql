-- A part of the MP4 is in the store
INSERT INTO recording_part (recording_id, upload, number, size, md5, etag)
SELECT recording_id, live_upload, :#${variable.part.number}, :#${variable.part.length}, :#${variable.part.md5}, :#${variable.etag}
FROM recording_capture
WHERE recording_id = CAST(:#${variable.upload.recordingId} AS uuid)
  AND owner = :#${properties:recorder.instance} AND live_upload = :#${variable.upload.id}
ON CONFLICT (recording_id, upload, number) DO UPDATE SET size = excluded.size, md5 = excluded.md5, etag = excluded.etag
