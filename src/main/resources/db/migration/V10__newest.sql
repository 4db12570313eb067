-- The newest recordings are found by an index, also among 365,000.
DO $$
BEGIN
    CREATE INDEX IF NOT EXISTS idx_recordings_newest ON recordings (COALESCE(started_at, TIMESTAMP 'epoch') DESC, id);
EXCEPTION WHEN insufficient_privilege THEN
    RAISE WARNING 'The table recordings belongs to another role: its owner should create idx_recordings_newest';
END $$;
