-- The captured segments of a recording in the order of the broadcast; a new version of a name begins a new run, with all that came later
SELECT place::int AS run, by_playlist, (segment).sequence, (segment).object_key, (segment).etag, (segment).size, (segment).file,
       (segment).discontinuity, (segment).last_modified, (segment).reason, (segment).tracks::text AS tracks
FROM segments_in_order(CAST(:recordingId AS uuid))
ORDER BY position
