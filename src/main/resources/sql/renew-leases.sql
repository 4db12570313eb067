-- Keep what this instance works on; one that another instance took over is not taken back
UPDATE recording_capture SET lease_until = now() + CAST(:#${properties:recorder.lease.time} AS interval)
WHERE owner = :#${properties:recorder.instance}
  AND (stage = 'capture' OR recording_id = ANY (CAST(:#${body} AS uuid[])))
