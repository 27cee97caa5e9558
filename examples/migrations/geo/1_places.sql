CREATE TABLE geo_places (
    name TEXT PRIMARY KEY,
    height INTEGER NOT NULL
);
