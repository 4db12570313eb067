-- The file in the middle of a recording that holds video: its poster is made of it. No row when there is no video.
SELECT file FROM (SELECT file, row_number() OVER (ORDER BY run, sequence, object_key) AS place, count(*) OVER () AS all_of_them
                  FROM recording_segment
                  WHERE recording_id = CAST(:#${variable.poster.recordingId} AS uuid) AND state = 'captured'
                    AND tracks @> '[{"kind": "VIDEO"}]') video
WHERE place = all_of_them / 2 + 1
