-- May the live segments of this key go? Not while anything of the key is live or in processing, has failed and may be rebuilt
-- (what its folder lacks is in the bucket only), is completed in doubt and kept its segments for as long, or is known to have started
SELECT NOT EXISTS (SELECT 1 FROM recording_capture c JOIN recordings r ON r.id = c.recording_id
                   WHERE c.stream_key = :#${variable.handOver.streamKey}
                     AND (c.ended_at IS NULL OR r.status IN ('recording', 'processing')
                          OR r.status = 'failed' AND c.folder IS NOT NULL AND c.deleting_at IS NULL
                             AND r.completed_at > (now() AT TIME ZONE 'UTC') - CAST(:#${properties:recorder.keep.failed} AS interval)
                             AND EXISTS (SELECT 1 FROM recording_segment s WHERE s.recording_id = c.recording_id)))
   AND (CAST(:#${properties:recorder.doubt} AS text) = 'deliver'
        OR NOT EXISTS (SELECT 1 FROM hand_over kept JOIN recordings r ON r.id = kept.recording_id
                       WHERE kept.stream_key = :#${variable.handOver.streamKey} AND kept.outcome = 'kept'
                         AND kept.done_at > now() - CAST(:#${properties:recorder.keep.failed} AS interval)))
   AND NOT EXISTS (SELECT 1 FROM stream_event e
                   WHERE e.kind = 'stream.started' AND e.stream_key = :#${variable.handOver.streamKey}
                     AND (e.acted_at IS NULL
                          OR e.id > (SELECT started_event_id FROM recording_capture
                                     WHERE recording_id = CAST(:#${variable.handOver.recordingId} AS uuid))
                             AND NOT EXISTS (SELECT 1 FROM recording_capture c
                                             WHERE c.stream_key = e.stream_key AND c.ended_at > e.heard_at)
                             AND NOT EXISTS (SELECT 1 FROM stream_event ended
                                             WHERE ended.kind = 'stream.ended' AND ended.stream_key = e.stream_key
                                               AND (ended.event_at, ended.id) > (e.event_at, e.id)))) AS may_go
