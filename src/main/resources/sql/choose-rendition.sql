-- From now on the segments of this recording come from the rendition that was chosen
UPDATE recording_capture SET prefix = :#${variable.look.prefix}
WHERE recording_id = CAST(:#${variable.recording[recording_id]} AS uuid) AND owner = :#${properties:recorder.instance}
