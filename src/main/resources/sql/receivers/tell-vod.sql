-- What the VOD Service is asked to import, and for whom
SELECT COALESCE(NULLIF(CAST(:#${properties:recorder.vod.user-id} AS text), ''), c.user_id::text) AS user_id,
       jsonb_strip_nulls(jsonb_build_object('recording_id', r.id,
           'title', filled_in(:#${properties:recorder.vod.title}, r, c),
           'description', filled_in(:#${properties:recorder.vod.description}, r, c),
           'category', NULLIF(CAST(:#${properties:recorder.vod.category} AS text), ''),
           'visibility', CAST(:#${properties:recorder.vod.visibility} AS text)))::text AS request
FROM recordings r JOIN recording_capture c ON c.recording_id = r.id
WHERE r.id = CAST(:#${variable.handOver.recordingId} AS uuid)
