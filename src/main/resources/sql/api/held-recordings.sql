-- Whether this instance is draining, and how many recordings it captures or finishes
SELECT json_build_object('draining', CAST(:#${bean:thisInstance.draining} AS boolean), 'recordings', count(*))::text
FROM recording_capture
WHERE owner = :#${properties:recorder.instance}
