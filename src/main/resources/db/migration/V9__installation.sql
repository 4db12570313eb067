-- Which installation of the service this database is of: all its instances share the id, and no other has it. Each work folder of a
-- recording carries it, since two installations may be given the same WORK_DIR.
CREATE TABLE recording_installation (
    one BOOLEAN PRIMARY KEY DEFAULT true CHECK (one),
    id  UUID NOT NULL DEFAULT gen_random_uuid()
);
INSERT INTO recording_installation DEFAULT VALUES;
