-- So that there is something to see.
INSERT INTO weather_readings (city, measured_at, celsius) VALUES
    ('Graz', '2026-05-13T12:00:00+00:00', 21.4),
    ('Graz', '2026-05-14T06:00:00+00:00', 13.0),
    ('Kiel', '2026-05-13T12:00:00+00:00', 14.2),
    ('Kiel', '2026-05-13T18:00:00+00:00', 11.8),
    ('Kiel', '2026-05-14T00:00:00+00:00', 7.6),
    ('Kiel', '2026-05-14T06:00:00+00:00', 9.1);
