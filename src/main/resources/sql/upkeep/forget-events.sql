-- Forget what happened longer ago than KEEP_EVENTS
SELECT forget_events(CAST(:#${properties:recorder.keep.events} AS interval), CAST(:#${properties:recorder.keep.failed} AS interval), 20000)
