-- Enter captured segments into the ledger of a recording that this instance still holds; no row when it does not
SELECT recording_id::text, stream_key, folder, live, entered, entered_at
FROM keep_segments(CAST(:#recordingId AS uuid), :#${properties:recorder.instance}, CAST(:#${properties:recorder.lease.time} AS interval),
                   CAST(:#${body.json} AS jsonb))
