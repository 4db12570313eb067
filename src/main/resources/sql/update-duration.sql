-- How long the recording is so far, from the timestamps in its segments
UPDATE recordings r SET duration = s.seconds
FROM (SELECT round(COALESCE(sum(ticks), 0) / 90000.0)::int AS seconds FROM recording_segment
      WHERE recording_id = CAST(:#${variable.recording[recording_id]} AS uuid)) s
WHERE r.id = CAST(:#${variable.recording[recording_id]} AS uuid) AND r.status = 'recording'
  AND r.duration IS DISTINCT FROM s.seconds
