-- The instances of the service that share this database. Each announces itself whenever it renews its leases, so that its row runs out
-- with them.
CREATE TABLE recording_instance (
    name        TEXT PRIMARY KEY,                          -- as in recording_capture.owner
    node        TEXT NOT NULL,                             -- host:port; a process that starts again has the node of the one before
    capacity    INT NOT NULL CHECK (capacity > 0),         -- live recordings that it should hold at most
    draining    BOOLEAN NOT NULL,                          -- it takes no new recording
    since       TIMESTAMPTZ NOT NULL DEFAULT now(),        -- announced without a pause
    alive_until TIMESTAMPTZ NOT NULL
);
