-- Objects that the playlist listed at further places where they are not recorded
SELECT object_key, places, reason FROM unused_places(CAST(:#${variable.finish.recordingId} AS uuid)) LIMIT 100
