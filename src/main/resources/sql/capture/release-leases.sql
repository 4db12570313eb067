-- Give up every lease of this instance, so that the next one need not wait for them to run out
SELECT leave(:#${properties:recorder.instance})
