-- The work folder is deleted; its name is free for the next recording of the key
UPDATE recording_capture SET folder = NULL
WHERE recording_id = CAST(:#${variable.finished[recording_id]} AS uuid) AND owner IS NULL
