-- What a process that owns the journal alone writes: the frames of a batch one behind the other, in the order of the feed. A block has the
-- position of its last frame. Frames that are rows of their own are older than any block.
CREATE TABLE block (
    position bigint PRIMARY KEY,
    payload bytea NOT NULL) WITH (toast_tuple_target = 8160);

ALTER TABLE block ALTER COLUMN payload SET STORAGE EXTERNAL;

-- Where the frames of a stream are in blocks: a piece of that for each time that the index was stored.
CREATE TABLE part (
    last_version bigint NOT NULL,
    stream text COLLATE "C" NOT NULL,
    places bytea NOT NULL,
    PRIMARY KEY (stream, last_version));

-- Correlations that were stored together, in groups by their hash.
CREATE TABLE correlations (
    through bigint NOT NULL,
    hash_group integer NOT NULL,
    entries bytea NOT NULL,
    PRIMARY KEY (hash_group, through));

ALTER TABLE correlations ALTER COLUMN entries SET STORAGE EXTERNAL;
