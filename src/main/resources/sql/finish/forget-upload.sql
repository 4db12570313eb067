-- This multipart upload is no more: it was completed, or aborted
WITH gone AS (
    UPDATE recording_capture SET live_upload = NULL
    WHERE recording_id = CAST(:#${body.recordingId} AS uuid) AND live_upload = :#${body.liveUpload}
    RETURNING recording_id
)
DELETE FROM recording_part USING gone WHERE recording_part.recording_id = gone.recording_id
