-- Give up every lease of this instance, so that the next one need not wait for them to run out
UPDATE recording_capture SET owner = NULL, lease_until = NULL, stage = NULL
WHERE owner = :#${properties:recorder.instance}
