-- Delete what a ledger says of objects that are not in the bucket any more
SELECT trim_ledger(CAST(:#${variable.ledger.recordingId} AS uuid), :#${variable.ledger.prefix}, CAST(:#${body} AS jsonb),
                   CAST(:#${properties:recorder.keep.damaged} AS interval))
