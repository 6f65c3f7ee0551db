-- What the generated rows are made of: chance that depends on a number alone.

CREATE FUNCTION pg_temp.hash(n bigint, salt int) RETURNS bigint LANGUAGE sql IMMUTABLE AS
    'SELECT hashint8extended(n, salt) & 9223372036854775807';
CREATE FUNCTION pg_temp.pick(words text[], n bigint, salt int) RETURNS text LANGUAGE sql IMMUTABLE AS
    'SELECT words[1 + (pg_temp.hash(n, salt) % array_length(words, 1))]';
CREATE FUNCTION pg_temp.below(n bigint, salt int, top int) RETURNS int LANGUAGE sql IMMUTABLE AS
    'SELECT (pg_temp.hash(n, salt) % top)::int';
-- evenly between 0 and 1, both excluded
CREATE FUNCTION pg_temp.chance(n bigint, salt int) RETURNS float LANGUAGE sql IMMUTABLE AS
    'SELECT (pg_temp.hash(n, salt) % 1000000 + 0.5) / 1000000';
