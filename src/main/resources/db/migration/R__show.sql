-- What the API, the page and receivers say of a recording. Flyway runs this file again when it changes.

-- The Recording of spec.md, "HTTP API": nine fields in this order, timestamps in whole seconds with Z.
CREATE OR REPLACE FUNCTION recording_json(r recordings) RETURNS json LANGUAGE sql STABLE AS $$
    SELECT json_build_object(
        'id', r.id, 'stream_id', r.stream_id, 'video_id', r.video_id, 'file_path', r.file_path,
        'duration', COALESCE(r.duration, 0), 'file_size', COALESCE(r.file_size, 0), 'status', r.status,
        'started_at', to_char(r.started_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        'completed_at', to_char(r.completed_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
$$;

-- A recording as the page shows it: what spec.md says of it, and what is known of its stream, its holes and its doubts.
CREATE OR REPLACE FUNCTION overview_json(r recordings) RETURNS json LANGUAGE sql STABLE AS $$
    SELECT json_build_object(
        'id', r.id, 'stream_id', r.stream_id, 'stream_key', c.stream_key, 'title', c.title, 'status', r.status,
        'started_at', to_char(r.started_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        'ended_at', to_char(c.ended_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        'completed_at', to_char(r.completed_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        'last_segment_at', to_char(c.last_segment_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'file_path', r.file_path, 'duration', COALESCE(r.duration, 0),
        'size', CASE WHEN r.status IN ('recording', 'processing') THEN COALESCE(c.bytes, 0) ELSE COALESCE(r.file_size, 0) END,
        'playable', c.folder IS NOT NULL AND r.status <> 'completed',
        'poster', CASE WHEN c.poster_name IS NOT NULL THEN '/recording/' || r.id || '/poster' END,
        'error', c.error, 'error_code', c.error_code,
        'coverage', c.report->'coverage',
        'length', c.report->'duration',
        'missing', c.report#>'{segments,missing}', 'damaged', c.report#>'{segments,damaged}',
        'holes', (SELECT json_agg(json_build_object('at', h->'at', 'length', h->'length', 'kept', h->'kept'))
                  FROM jsonb_array_elements(jsonb_path_query_array(c.report, '$.holes[0 to 999]')) h),
        'doubts', c.report->'doubts',
        'deleting', c.deleting_at IS NOT NULL)
    FROM (SELECT 1) one LEFT JOIN recording_capture c ON c.recording_id = r.id
$$;

-- A recording as receivers are told of it: the nine fields, and what is known of its stream and its completeness.
CREATE OR REPLACE FUNCTION message_json(r recordings) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT left(recording_json(r)::text, -1) || ', ' || substr(json_build_object(
        'stream_key', c.stream_key, 'title', c.title, 'coverage', c.report -> 'coverage',
        'doubts', COALESCE(c.report -> 'doubts', '[]'))::text, 2)
    FROM (SELECT 1) one LEFT JOIN recording_capture c ON c.recording_id = r.id
$$;

-- Filters of GET /recordings.
CREATE OR REPLACE FUNCTION has_stream_key(r recordings, key text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM recording_capture c WHERE c.recording_id = r.id AND c.stream_key = key)
$$;

-- Holes in what was recorded; of a live recording, or one that failed, nothing is said.
CREATE OR REPLACE FUNCTION has_holes(r recordings) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM recording_capture c WHERE c.recording_id = r.id AND c.report -> 'holes' <> '[]'::jsonb)
$$;

-- Whether a recording is one that GET /recordings is asked for; NULL asks for any.
CREATE OR REPLACE FUNCTION is_asked_for(r recordings, its_status text, stream uuid, key text, holes boolean, since timestamp, until timestamp)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT (its_status IS NULL OR r.status::text = its_status)
       AND (stream IS NULL OR r.stream_id = stream)
       AND (key IS NULL OR has_stream_key(r, key))
       AND (holes IS NULL OR has_holes(r) = holes)
       AND (since IS NULL OR r.started_at >= since)
       AND (until IS NULL OR r.started_at < until)
$$;

-- At most so many of the recordings that are asked for, in the order that is asked for, behind one of them: by an index, however far
-- behind. What has no start counts as the oldest.
CREATE OR REPLACE FUNCTION recordings_behind(its_status text, stream uuid, key text, holes boolean, since timestamp, until timestamp,
                                             oldest_first boolean, after timestamp, after_id uuid, most int)
RETURNS SETOF recordings LANGUAGE sql STABLE AS $$
    (SELECT r.* FROM recordings r
     WHERE COALESCE(r.started_at, TIMESTAMP 'epoch') = after AND r.id > after_id
       AND is_asked_for(r, its_status, stream, key, holes, since, until)
     ORDER BY r.id LIMIT most)
    UNION ALL
    (SELECT r.* FROM recordings r
     WHERE NOT oldest_first AND COALESCE(r.started_at, TIMESTAMP 'epoch') < COALESCE(after, 'infinity')
       AND is_asked_for(r, its_status, stream, key, holes, since, until)
     ORDER BY COALESCE(r.started_at, TIMESTAMP 'epoch') DESC, r.id LIMIT most)
    UNION ALL
    (SELECT r.* FROM recordings r
     WHERE oldest_first AND COALESCE(r.started_at, TIMESTAMP 'epoch') > COALESCE(after, '-infinity')
       AND is_asked_for(r, its_status, stream, key, holes, since, until)
     ORDER BY COALESCE(r.started_at, TIMESTAMP 'epoch'), r.id LIMIT most)
    LIMIT most
$$;

-- Whether all words stand in a text, in whatever order, as parts of its words too.
CREATE OR REPLACE FUNCTION has_words(value text, words text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT NOT EXISTS (SELECT 1 FROM regexp_split_to_table(words, '\s+') word WHERE COALESCE(strpos(value, word), 0) = 0)
$$;

-- A text in which a word is left out where it stands alone: a stream key, which may be the right to publish.
CREATE OR REPLACE FUNCTION without_word(value text, word text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN word IS NULL THEN value ELSE regexp_replace(value,
        '(?<![A-Za-z0-9])' || replace(word, '.', '[.]') || '(?![A-Za-z0-9])', '***', 'g') END
$$;

-- The same in all texts of JSON.
CREATE OR REPLACE FUNCTION without_word(value jsonb, word text) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF word IS NULL THEN
        RETURN value;
    END IF;
    RETURN CASE jsonb_typeof(value)
        WHEN 'string' THEN to_jsonb(without_word(value #>> '{}', word))
        WHEN 'array' THEN (SELECT COALESCE(jsonb_agg(without_word(item, word) ORDER BY place), '[]')
                           FROM jsonb_array_elements(value) WITH ORDINALITY AS items(item, place))
        WHEN 'object' THEN (SELECT COALESCE(jsonb_object_agg(name, without_word(item, word)), '{}')
                            FROM jsonb_each(value) AS fields(name, item))
        ELSE value END;
END $$;

-- A recording as the page shows it, with or without its stream key.
CREATE OR REPLACE FUNCTION overview_json(r recordings, hide boolean) RETURNS json LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN hide THEN (shown || jsonb_build_object('stream_key', NULL,
                                    'error', without_word(shown ->> 'error', shown ->> 'stream_key'),
                                    'file_path', without_word(shown ->> 'file_path', shown ->> 'stream_key')))::json
                ELSE shown::json END
    FROM (SELECT overview_json(r)::jsonb AS shown) one
$$;

-- The name of the MP4 as OBJECT_NAME writes it; the second and the third choice are for when it is taken.
CREATE OR REPLACE FUNCTION object_name(template text, r recordings, c recording_capture, choice int) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE choice WHEN 1 THEN name
                       WHEN 2 THEN regexp_replace(name, '[.]mp4$', '') || '-' || started || '.mp4'
                       ELSE regexp_replace(name, '[.]mp4$', '') || '-' || started || '-' || c.recording_id || '.mp4' END
    FROM (SELECT to_char(r.started_at, 'YYYYMMDD"T"HH24MISS"Z"') AS started) one,
         LATERAL (SELECT replace(replace(replace(template, '{started_at}', started), '{recording_id}', c.recording_id::text),
                                 '{stream_key}', c.stream_key) AS name) filled
$$;

-- The codes of the doubts of a report, with commas between them; NULL when there are none.
CREATE OR REPLACE FUNCTION doubt_codes(doubts jsonb) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT string_agg(DISTINCT d ->> 'code', ',') FROM jsonb_array_elements(doubts) d
$$;

-- A title or description as a setting writes it: {title}, {stream_key} and {date} stand for what the recording is.
-- The title, which comes from outside, last: nothing in it is filled in.
CREATE OR REPLACE FUNCTION filled_in(template text, r recordings, c recording_capture) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT replace(replace(replace(template, '{date}', to_char(r.started_at, 'YYYY-MM-DD')),
                   '{stream_key}', c.stream_key), '{title}', COALESCE(NULLIF(c.title, ''), c.stream_key))
$$;

-- Whether a video of the VOD Service plays this recording. Its table may be absent, and we may not be allowed to read it:
-- then it is taken to be one, since a deleted object would break it.
CREATE OR REPLACE FUNCTION is_video(recording UUID) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
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
