INSERT INTO geo_places (name, height) VALUES ('Graz', 353), ('Hallstatt', 511);
