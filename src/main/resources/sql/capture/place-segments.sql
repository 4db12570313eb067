-- A segment may be captured before the playlist says where it stands: put it there, and leave out what turns out to be none of it
SELECT place_segments(CAST(:#${body.recording.recordingId} AS uuid), :#${properties:recorder.instance},
                      CAST(:#listed AS jsonb), CAST(:#foreign AS jsonb))
