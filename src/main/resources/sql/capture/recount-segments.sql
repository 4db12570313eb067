-- Add up what a recording that was taken over has
SELECT recount_segments(CAST(:#${body.recordingId} AS uuid))
