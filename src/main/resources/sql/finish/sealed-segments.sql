-- The segments that can be joined while the stream is live, behind those that were, in order: a later one is known, they did
-- not change between two looks, and nothing before them is missing or damaged, unless it was waited for long enough; after
-- that time they count as unchanged too, as a look does not see again what lies far back
WITH held AS (
    SELECT recording_id FROM recording_capture
    WHERE recording_id = CAST(:#${variable.live.recordingId} AS uuid) AND owner = :#${properties:recorder.instance}
      AND ended_at IS NULL AND live_fallback IS NULL
), ordered AS (
    SELECT o.*, lead(true) OVER (ORDER BY o.position) AS followed,
           (o.segment).sequence > COALESCE(lag((o.segment).sequence) OVER (PARTITION BY o.place
               ORDER BY o.position), -1) + 1 AS behind_gap
    FROM held, segments_in_order(held.recording_id) o
), fed AS (
    SELECT md5(COALESCE(string_agg((segment).object_key || ' ' || (segment).etag || ' ', '' ORDER BY position), '')) AS digest
    FROM ordered WHERE position <= :#${variable.fed}
), rest AS (
    SELECT ordered.*, bool_and(followed IS TRUE AND ((segment).captured_at < now() - CAST(:#${properties:recorder.live.wait} AS interval)
                    OR ((segment).unchanged OR number < last_number) AND NOT behind_gap AND (segment).state = 'captured'))
           OVER (ORDER BY position) AS sealed
    FROM ordered WHERE position > :#${variable.fed}
)
SELECT place::int AS run, (segment).sequence, (segment).object_key, (segment).etag, (segment).size, (segment).file,
       (segment).discontinuity, (segment).last_modified, (segment).reason, (segment).ticks,
       (segment).access_units, (segment).tracks::text AS tracks, fed.digest AS behind
FROM rest, fed WHERE sealed
ORDER BY position
