-- A recording that is being deleted: set before its object goes, so that a deletion that was interrupted is carried on.
ALTER TABLE recording_capture ADD COLUMN deleting_at TIMESTAMPTZ;

-- The webhook-id of a signed webhook (Standard Webhooks): the same one again has no effect.
ALTER TABLE stream_event ADD COLUMN webhook_id TEXT;
CREATE UNIQUE INDEX stream_event_webhook ON stream_event (webhook_id) WHERE webhook_id IS NOT NULL;
