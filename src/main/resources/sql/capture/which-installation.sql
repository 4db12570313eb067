-- The id of this installation, which all instances at this database share
SELECT id::text FROM recording_installation
