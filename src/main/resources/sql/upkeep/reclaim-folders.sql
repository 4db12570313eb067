-- Folders that are here though their recording is finished, as after another instance finished it: they are to be cleaned
UPDATE recording_capture c SET folder = here.name
FROM (SELECT DISTINCT ON (f.name) f.name, k.recording_id
      FROM jsonb_array_elements_text(CAST(:#${body} AS jsonb)) AS f(name)
      JOIN recording_capture k ON f.name IN (k.stream_key, k.stream_key || '.' || k.recording_id)
      JOIN recordings r ON r.id = k.recording_id
      WHERE k.folder IS NULL AND r.status = 'completed'
        AND NOT EXISTS (SELECT 1 FROM recording_capture o WHERE o.folder = f.name)
      ORDER BY f.name, k.started_event_id DESC) here
WHERE c.recording_id = here.recording_id AND c.folder IS NULL
RETURNING c.recording_id::text, c.folder
