-- This instance is being stopped: the others take its share of what is new from now on
UPDATE recording_instance SET draining = true WHERE name = :#${properties:recorder.instance}
