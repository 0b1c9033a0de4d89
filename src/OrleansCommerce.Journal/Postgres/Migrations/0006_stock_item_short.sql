-- A new version of a row stays on the page of the old one, and no index is touched, as long as no column changes that an index has or
-- asks for. So the index of shortages asks for whether there is one, not for the quantities, which nearly every change moves; and the
-- index by position is kept by those who need it: several processes that share the view.
DROP INDEX stock_item_short;
DROP INDEX stock_item_position;
ALTER TABLE stock_item ADD COLUMN is_short boolean GENERATED ALWAYS AS (reserved > on_hand) STORED;
CREATE INDEX stock_item_short ON stock_item (location_id, sku) WHERE is_short;
