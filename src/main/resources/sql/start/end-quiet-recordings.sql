-- End what got no new segment for STALE_AFTER and is not listed as live, or for SILENT_AFTER whatever the Stream Service says
SELECT 'ended' AS change, recording_id::text, stream_key, true AS identified
FROM end_recordings(CAST(:#${properties:recorder.silent.after} AS interval), CAST(:#${properties:recorder.stale.after} AS interval))
