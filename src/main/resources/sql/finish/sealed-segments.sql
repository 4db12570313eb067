-- The segments that can be joined while the stream is live, behind those that were, in order: a later one is known, they did
-- not change between two looks, and nothing before them is missing or damaged, unless it was waited for long enough; after
-- that time they count as unchanged too, as a look does not see again what lies far back. Of those that were joined only the newest are
-- read again: the end compares all
WITH held AS (
    SELECT recording_id FROM recording_capture
    WHERE recording_id = CAST(:#${variable.live.recordingId} AS uuid) AND owner = :#${properties:recorder.instance}
      AND ended_at IS NULL AND live_fallback IS NULL
), ordered AS (
    SELECT o.*, lead(true) OVER (ORDER BY o.position) AS followed,
           -- of two that a playlist lists one behind the other it is known that none is between, whatever their names
           (o.segment).sequence > COALESCE(lag((o.segment).sequence) OVER by_place, -1) + 1
           AND NOT COALESCE(o.by_playlist AND lag(o.by_playlist) OVER by_place
                            AND (o.segment).media_sequence = lag((o.segment).media_sequence) OVER by_place + 1, false) AS behind_gap
    FROM held, LATERAL (SELECT COALESCE(CAST(:#${variable.fed.since} AS timestamptz), '-infinity') AS at) since,
         segments_in_order(held.recording_id, since.at, part_until(held.recording_id, since.at)) o
    WINDOW by_place AS (PARTITION BY o.place ORDER BY o.position)
), last_fed AS (
    SELECT position, place FROM ordered
    WHERE (segment).object_key = :#${variable.fed.lastKey} AND (segment).etag = :#${variable.fed.lastEtag}
), fed AS (
    SELECT md5(COALESCE(string_agg((segment).object_key || ' ' || (segment).etag || ' ', '' ORDER BY position), '')) AS digest
    FROM ordered WHERE position <= (SELECT position FROM last_fed)
), rest AS (
    SELECT ordered.*, bool_and(followed IS TRUE AND ((segment).captured_at < now() - CAST(:#${properties:recorder.live.wait} AS interval)
                    OR ((segment).unchanged OR number < last_number) AND NOT behind_gap AND (segment).state = 'captured'))
           OVER (ORDER BY position) AS sealed
    FROM ordered WHERE position > COALESCE((SELECT position FROM last_fed), 0)
)
SELECT (place - COALESCE((SELECT place FROM last_fed) - CAST(:#${variable.fed.lastRun} AS int), 0))::int AS run, (segment).sequence,
       (segment).object_key, (segment).etag, (segment).size, (segment).file,
       (segment).discontinuity, (segment).last_modified, (segment).reason, (segment).ticks,
       (segment).access_units, (segment).tracks::text AS tracks, (segment).captured_at, fed.digest AS behind
FROM rest, fed WHERE sealed
ORDER BY position
-- the rest comes at the next poll
LIMIT 5000
