-- The segments of a recording in the order of the broadcast; a new version of a name begins a new run, with all that came later
SELECT place::int AS run, by_playlist, (segment).sequence, (segment).object_key, (segment).etag, (segment).size, (segment).file,
       (segment).discontinuity, (segment).last_modified, (segment).reason, (segment).ticks,
       (segment).access_units, (segment).tracks::text AS tracks,
       (segment).first_pts, (segment).last_pts, (segment).captured_at,
       md5((segment).object_key || ' ' || (segment).etag) || '.ts' AS name
FROM segments_in_order(CAST(:#${variable.finish.recordingId} AS uuid))
ORDER BY position
