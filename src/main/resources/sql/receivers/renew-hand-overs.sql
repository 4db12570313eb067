-- Keep the hand-overs that this instance is at
UPDATE hand_over SET lease_until = now() + CAST(:#${properties:recorder.lease.time} AS interval)
WHERE owner = :#${properties:recorder.instance} AND done_at IS NULL AND id = ANY ((SELECT CAST(:#${bean:handingOver.ids} AS bigint[]))::bigint[])
