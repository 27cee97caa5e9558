CREATE TABLE weather_observations (
    place TEXT NOT NULL REFERENCES geo_places (name),
    degrees REAL NOT NULL
);
