-- The table of spec.md, "PostgreSQL". The database is shared with the VOD Service, so type, table and indexes may be
-- there already, with rows of others and owned by another role: then they are used as they are.
DO $$
BEGIN
    CREATE TYPE recording_status AS ENUM ('recording', 'processing', 'completed', 'failed');
EXCEPTION WHEN duplicate_object THEN NULL;
END $$;

CREATE TABLE IF NOT EXISTS recordings (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    stream_id UUID,
    video_id UUID,
    file_path TEXT NOT NULL,
    duration INT DEFAULT 0,
    file_size BIGINT DEFAULT 0,
    status recording_status DEFAULT 'recording',
    started_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    completed_at TIMESTAMP
);

DO $$
BEGIN
    CREATE INDEX IF NOT EXISTS idx_recordings_stream_id ON recordings(stream_id);
    CREATE INDEX IF NOT EXISTS idx_recordings_status ON recordings(status);
    CREATE INDEX IF NOT EXISTS idx_recordings_video_id ON recordings(video_id);
    -- the newest recordings are found by an index, also among 365,000
    CREATE INDEX IF NOT EXISTS idx_recordings_newest ON recordings (COALESCE(started_at, TIMESTAMP 'epoch') DESC, id);
EXCEPTION WHEN insufficient_privilege THEN
    RAISE WARNING 'The table recordings belongs to another role: its owner should create idx_recordings_stream_id, idx_recordings_status, idx_recordings_video_id and idx_recordings_newest';
END $$;
