-- The Stream Service lists a stream as live: unless it is recorded, or its end was heard just now, that is a stream.started
SELECT hear_live_stream(:#streamKey, CAST(:#id AS uuid), CAST(:#userId AS uuid), CAST(:#hlsUrl AS text),
                        CAST(:#startedAt AS timestamptz), CAST(:#${properties:recorder.monitor.interval} AS interval))
