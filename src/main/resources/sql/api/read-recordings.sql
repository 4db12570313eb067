-- The next recordings that are asked for, in the order that is asked for, behind one of them: read page by page by RecordingList
SELECT recording_json(r)::text AS json, COALESCE(r.started_at, TIMESTAMP 'epoch')::text AS started_at, r.id::text AS id
FROM recordings_behind(
    :status, CAST(:streamId AS uuid), :streamKey, CAST(:hasHoles AS boolean), CAST(:from AS timestamp),
    CAST(:to AS timestamp), CAST(:oldestFirst AS boolean), CAST(:afterStartedAt AS timestamp), CAST(:afterId AS uuid), :most) r
