-- Times are ticks of 100 ns since year 1, in UTC, as everywhere in the journal. Rows are rewritten all the time, so pages keep room
-- for new versions of them.
CREATE TABLE stock_item (
    version bigint NOT NULL,
    position bigint NOT NULL,
    on_hand bigint NOT NULL,
    reserved bigint NOT NULL,
    safety_stock bigint NOT NULL,
    damaged bigint NOT NULL,
    received bigint NOT NULL,
    gone_out bigint NOT NULL,
    next_expiry bigint,
    updated_at bigint NOT NULL,
    holds integer NOT NULL,
    sku text COLLATE "C" NOT NULL,
    location_id text COLLATE "C" NOT NULL,
    PRIMARY KEY (location_id, sku)) WITH (fillfactor = 70);

CREATE INDEX stock_item_sku ON stock_item (sku, location_id);
CREATE INDEX stock_item_position ON stock_item (position);
CREATE INDEX stock_item_due ON stock_item (next_expiry) WHERE next_expiry IS NOT NULL;
