-- Of a frame that compaction has removed, where it was: its command ids stay and name its position.
CREATE TABLE compacted (
    position bigint PRIMARY KEY,
    stream text COLLATE "C" NOT NULL);
