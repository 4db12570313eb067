-- The file that came last of a recording and holds video: the picture of a live one is made of it. No row when there is no video.
SELECT file FROM recording_segment
WHERE recording_id = CAST(:#${variable.poster.recordingId} AS uuid) AND state = 'captured' AND tracks @> '[{"kind": "VIDEO"}]'
ORDER BY last_modified DESC, sequence DESC LIMIT 1
