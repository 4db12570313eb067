-- The captured segments of a recording in the order of the broadcast, as a playlist tells of them, each with when the first of those
-- behind it was captured; those that were captured from a time on, and not more than about 20,000 behind what is asked for again
SELECT md5((segment).object_key || ' ' || (segment).etag) || '.ts' AS name, place::int AS run, (segment).sequence,
       (segment).ticks, (segment).discontinuity, (segment).first_pts, (segment).last_pts, (segment).captured_at,
       min((segment).captured_at) OVER (ORDER BY position DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS followed_at,
       NULLIF(until, 'infinity') AS part_until
FROM part_until(CAST(:recordingId AS uuid), CAST(:since AS timestamptz) + interval '5 minutes') AS until,
     segments_in_order(CAST(:recordingId AS uuid), CAST(:since AS timestamptz), until)
ORDER BY position
