-- The completed recordings whose ledger is to be compared with the bucket now
SELECT recording_id::text, bucket, prefix FROM ledgers_to_trim(200)
