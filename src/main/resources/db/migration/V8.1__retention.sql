-- Whether a video of the VOD Service plays this recording. Its table may be absent, and we may not be allowed to read it:
-- then it is taken to be one, since a deleted object would break it.
CREATE FUNCTION is_video(recording UUID) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE
    found boolean;
BEGIN
    IF to_regclass('videos') IS NULL THEN
        RETURN false;
    END IF;
    EXECUTE 'SELECT EXISTS (SELECT 1 FROM videos WHERE recording_id = $1)' INTO found USING recording;
    RETURN found;
EXCEPTION WHEN insufficient_privilege OR undefined_column THEN
    RETURN true;
END $$;
