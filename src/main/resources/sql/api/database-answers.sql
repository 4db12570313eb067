-- Is PostgreSQL there?
SELECT 1
