CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE frame (
    position INTEGER PRIMARY KEY,
    stream TEXT NOT NULL,
    first_version INTEGER NOT NULL,
    last_version INTEGER NOT NULL,
    payload BLOB NOT NULL) STRICT;
CREATE UNIQUE INDEX frame_stream ON frame (stream, last_version);
CREATE TABLE compacted (
    position INTEGER PRIMARY KEY,
    stream TEXT NOT NULL,
    first_version INTEGER NOT NULL,
    ids BLOB NOT NULL) STRICT;
CREATE TABLE snapshot (stream TEXT PRIMARY KEY, version INTEGER NOT NULL, body BLOB NOT NULL) STRICT;
INSERT INTO setting (name, value) VALUES ('schema', '1'), ('epoch', '0123456789abcdef0123456789abcdef');
