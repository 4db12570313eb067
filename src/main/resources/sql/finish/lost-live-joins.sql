-- Which of these live joins are of no more use here: another instance has the recording, or it is completed, failed or deleted
SELECT known.id::text AS recording_id FROM unnest(CAST(:#${body} AS uuid[])) AS known (id)
WHERE NOT EXISTS (SELECT 1 FROM recording_capture c JOIN recordings r ON r.id = c.recording_id
                  WHERE c.recording_id = known.id AND r.status IN ('recording', 'processing')
                    AND (c.owner IS NULL OR c.owner = :#${properties:recorder.instance}))
