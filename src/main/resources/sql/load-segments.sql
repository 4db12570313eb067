-- The segments of a recording in the order of the broadcast
SELECT run, sequence, object_key, etag, size, file, state, discontinuity, last_modified, reason, first_pts, last_pts, ticks, access_units,
       tracks::text AS tracks
FROM recording_segment
WHERE recording_id = CAST(:#${variable.recording[recording_id]} AS uuid) AND state IN ('captured', 'damaged')
ORDER BY run, sequence, object_key
