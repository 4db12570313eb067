-- The two rows of a recording contradict each other: end it, so that what was captured is joined
SELECT repair_state(CAST(:#recordingId AS uuid), :#says, CAST(:#${variable.peer} AS text))
