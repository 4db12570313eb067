-- The captured segments of a recording in the order of the broadcast, as a playlist tells of them
SELECT md5((segment).object_key || ' ' || (segment).etag) || '.ts' AS name, place::int AS run, (segment).sequence,
       (segment).ticks, (segment).discontinuity, (segment).first_pts, (segment).last_pts, (segment).captured_at
FROM segments_in_order(CAST(:#${body.recordingId} AS uuid))
ORDER BY position
