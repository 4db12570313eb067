-- Those who are told of everything are told of deletions, too.
ALTER TABLE hand_over DROP CONSTRAINT hand_over_event_check;
ALTER TABLE hand_over ADD CONSTRAINT hand_over_event_check
    CHECK (event IN ('recording.started', 'recording.completed', 'recording.failed', 'recording.deleted'));
