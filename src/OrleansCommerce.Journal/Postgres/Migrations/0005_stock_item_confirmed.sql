-- Since when the confirmed hold waits that waits longest. The view is derived from the journal, so it is derived anew.
ALTER TABLE stock_item ADD COLUMN oldest_confirmed bigint;
TRUNCATE stock_item;
UPDATE setting SET value = '0' WHERE name = 'clean_through' OR (name > 'clean_through/' AND name < 'clean_through0');

CREATE INDEX stock_item_short ON stock_item (location_id, sku) WHERE reserved > on_hand;
CREATE INDEX stock_item_aged ON stock_item (oldest_confirmed, sku, location_id) WHERE oldest_confirmed IS NOT NULL;
