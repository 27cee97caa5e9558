CREATE TABLE weather_readings (
    city        TEXT NOT NULL,
    measured_at TEXT NOT NULL, -- as in 2026-05-14T09:05:00+00:00, so that the order of texts is the order of times
    celsius     REAL NOT NULL
);

CREATE INDEX weather_readings_by_city ON weather_readings (city, measured_at);
