-- What the recorded clients look at: on PostgreSQL when they are recorded, on the door when they are replayed.
CREATE TYPE cabin AS ENUM ('economy', 'business', 'first');
CREATE SEQUENCE booking_numbers START 1000;
CREATE TABLE airlines (carrier varchar(2) PRIMARY KEY, name text NOT NULL);
CREATE TABLE airports (
    faa char(3) PRIMARY KEY,
    name text NOT NULL UNIQUE,
    latitude double precision,
    longitude double precision,
    altitude integer DEFAULT 0 CHECK (altitude > -500)
);
CREATE TABLE flights (
    id bigint PRIMARY KEY,
    carrier varchar(2) NOT NULL REFERENCES airlines (carrier),
    origin char(3) REFERENCES airports (faa),
    number smallint,
    departs timestamp with time zone NOT NULL,
    day date,
    fare numeric(10, 2) DEFAULT 0.00,
    distance real,
    delayed boolean DEFAULT false,
    seat cabin,
    note text
);
CREATE TABLE weather (
    station char(3),
    hour timestamp without time zone,
    celsius double precision,
    raw bytea,
    key uuid,
    document json,
    readings integer[],
    PRIMARY KEY (station, hour)
);
CREATE INDEX flights_by_day ON flights (day, carrier);
CREATE VIEW delayed_flights AS SELECT id, carrier, departs FROM flights WHERE delayed;
CREATE SCHEMA archive;
CREATE TABLE archive.flights_2013 (id bigint PRIMARY KEY, carrier varchar(2), departs timestamp);
COMMENT ON TABLE flights IS 'one row for each departure';
COMMENT ON COLUMN flights.fare IS 'in euros';
INSERT INTO airlines VALUES ('UA', 'United Air Lines'), ('AA', 'American Airlines');
INSERT INTO airports VALUES ('EWR', 'Newark Liberty', 40.69, -74.17, 18), ('JFK', 'John F Kennedy', 40.64, -73.78, 13);
INSERT INTO flights (id, carrier, origin, number, departs, day, fare, distance, delayed, seat) VALUES
    (1, 'UA', 'EWR', 1545, '2013-01-01 10:15:00+00', '2013-01-01', 120.50, 1400, true, 'economy'),
    (2, 'AA', 'JFK', 1141, '2013-01-01 10:40:00+00', '2013-01-01', 99.00, 1089, false, 'first');
