-- Names are compared byte by byte, so that every storage lists them in one order.
CREATE TABLE setting (
    name text COLLATE "C" PRIMARY KEY,
    value text NOT NULL);

INSERT INTO setting (name, value) VALUES ('epoch', replace(gen_random_uuid()::text, '-', ''));

CREATE SEQUENCE frame_position AS bigint;

-- The records of one stream in one batch. The unique key is the fence: of two owners that append after the same version, one loses.
CREATE TABLE frame (
    position bigint PRIMARY KEY,
    first_version bigint NOT NULL,
    last_version bigint NOT NULL,
    stream text COLLATE "C" NOT NULL,
    payload bytea NOT NULL,
    CONSTRAINT frame_stream UNIQUE (stream, first_version));

-- Payloads are small and hardly shrink; trying to compress them costs more than it saves.
ALTER TABLE frame ALTER COLUMN payload SET STORAGE EXTERNAL;

CREATE TABLE command (
    id uuid PRIMARY KEY,
    position bigint NOT NULL,
    version bigint NOT NULL);

CREATE TABLE correlation (
    position bigint NOT NULL,
    hash integer NOT NULL);

CREATE INDEX correlation_hash ON correlation (hash);

CREATE TABLE snapshot (
    stream text COLLATE "C" PRIMARY KEY,
    version bigint NOT NULL,
    body bytea NOT NULL);
