-- Functions and operators of text and bytes.
SELECT 'a' || 'b', 'a' || 1, 1 || 'a', 'a' || NULL;
SELECT concat('a', NULL, 1, true);
SELECT concat_ws('-', 'a', NULL, 'b');
SELECT length('abc'), char_length('žluť'), octet_length('žluť'), bit_length('a');
SELECT length('abc'::bytea);
-- gap: other values
SELECT upper('straße'), lower('ŽLUŤ'), initcap('hello wORLD');
SELECT substring('abcdef' FROM 2 FOR 3), substring('abcdef', 2), substr('abcdef', 2, 2);
SELECT substring('abcdef', 0, 3), substring('abcdef' FROM -1 FOR 4);
SELECT substring('foobar' FROM 'o.b');
SELECT substring('foobar' FROM 'o(.)b');
SELECT left('abcdef', 2), right('abcdef', 2), left('abcdef', -2), right('abcdef', -2);
SELECT trim('  a  '), ltrim('  a'), rtrim('a  '), btrim('xxaxx', 'x');
SELECT trim(LEADING 'x' FROM 'xxa'), trim(TRAILING 'x' FROM 'axx'), trim(BOTH 'x' FROM 'xax');
SELECT lpad('5', 3, '0'), rpad('5', 3), lpad('abcdef', 3);
SELECT position('b' IN 'abc'), strpos('abc', 'c'), strpos('abc', 'z');
SELECT replace('aXbX', 'X', '-');
SELECT translate('12345', '143', 'ax');
SELECT overlay('Txxxxas' PLACING 'hom' FROM 2 FOR 4);
SELECT repeat('ab', 3), reverse('abc');
SELECT split_part('a,b,c', ',', 2), split_part('a,b,c', ',', -1), split_part('a', ',', 2);
SELECT string_to_array('a,b,,c', ',');
SELECT string_to_array('a,b,NULL', ',', 'NULL');
SELECT array_to_string(ARRAY['a', NULL, 'b'], ','), array_to_string(ARRAY[1, NULL], '-', '*');
SELECT ascii('A'), chr(65), ascii('ž');
SELECT md5('abc');
SELECT encode('abc'::bytea, 'hex'), encode('abc'::bytea, 'base64');
SELECT decode('616263', 'hex'), decode('YWJj', 'base64');
SELECT sha256('abc'::bytea);
SELECT quote_literal('it''s'), quote_ident('a b'), quote_ident('abc'), quote_nullable(NULL);
SELECT format('%s is %s', 'a', 1), format('%I = %L', 'a b', 'it''s');
SELECT format('%2$s %1$s', 'a', 'b'), format('%5s|%-5s|', 'a', 'b');
SELECT starts_with('abc', 'ab');
SELECT 'abc' LIKE 'a%', 'abc' LIKE '_b_', 'abc' NOT LIKE 'x%', 'ABC' ILIKE 'a%';
SELECT 'a%c' LIKE 'a\%c', 'abc' LIKE 'a\%c';
SELECT 'a%c' LIKE 'a#%c' ESCAPE '#';
SELECT 'abc' ~ '^a', 'abc' ~* '^A', 'abc' !~ 'z', 'abc' !~* 'B';
SELECT 'abc' ~~ 'a%', 'abc' ~~* 'A%', 'abc' !~~ 'a%';
SELECT 'abc' SIMILAR TO '(a|b)%', 'abc' SIMILAR TO 'b';
SELECT regexp_replace('foobarbaz', 'b..', 'X'), regexp_replace('foobarbaz', 'b..', 'X', 'g');
SELECT regexp_replace('foobarbaz', 'b(..)', '<\1>', 'g');
SELECT regexp_match('foobarbequebaz', '(bar)(beque)');
SELECT regexp_matches('foobarbaz', 'ba.', 'g');
SELECT regexp_split_to_array('a1b22c', '[0-9]+');
SELECT regexp_split_to_table('a b', ' ');
SELECT regexp_count('abcabc', 'b'), regexp_like('abc', 'B', 'i'), regexp_substr('abc', '[bc]+');
-- gap: the door says 42883
SELECT regexp_instr('abcabc', 'c');
SELECT 'abc' = 'abc', 'a' < 'b', 'B' < 'a';
SELECT 'a' COLLATE "C" < 'b';
SELECT 'abc' ILIKE ANY (ARRAY['x%', 'AB%']);
SELECT 'abc' LIKE ANY (ARRAY['x%', 'ab%']), 'abc' LIKE ALL (ARRAY['a%', '%c']);
SELECT string_agg(t, ',' ORDER BY t DESC) FROM (VALUES ('a'), ('b')) AS v(t);
SELECT string_agg(DISTINCT t, ',' ORDER BY t) FROM (VALUES ('a'), ('b'), ('a')) AS v(t);
SELECT string_agg(t, '') FROM (VALUES ('a')) AS v(t) WHERE false;
SELECT array_agg(t ORDER BY t) FROM (VALUES ('b'), ('a')) AS v(t);
SELECT min(t), max(t) FROM (VALUES ('b'), ('a')) AS v(t);
SELECT coalesce(NULL, 'a'), nullif('a', 'a'), nullif('a', 'b');
SELECT CASE WHEN 1 = 1 THEN 'yes' ELSE 'no' END, CASE 2 WHEN 1 THEN 'a' END;
SELECT unnest(ARRAY['a', 'b']);
SELECT to_char(5, 'FM9') || 'x';
SELECT '\x0102'::bytea || '\x03'::bytea;
SELECT substring('\x010203'::bytea FROM 2 FOR 1);
SELECT get_byte('\x0102'::bytea, 1);
SELECT convert_from('\xc5be'::bytea, 'UTF8'), convert_to('ž', 'UTF8');
-- gap: the door says 42883, PostgreSQL 0A000
SELECT to_ascii('abc');
-- gap: the door says 42883
SELECT unistr('\0041');
-- gap: the door says 42883
SELECT normalize('é', NFC);
-- gap: the door says 42883
SELECT parse_ident('a.b');
SELECT num_nulls(1, NULL), num_nonnulls(1, NULL);
SELECT 'a' IS NULL, 'a' IS NOT NULL;
SELECT text 'a' = 'a';
SELECT 'a'::text || 'b'::varchar;
SELECT bool 'true' AND NOT false OR NULL;
SELECT true IS TRUE, NULL::bool IS UNKNOWN, false IS NOT TRUE;
SELECT gen_random_uuid() IS NOT NULL;
SELECT uuid '12345678123456781234567812345678';
SELECT '' = ' ', length(' ');
SELECT 'a' || ' ' || 'b' AS joined;
SELECT "left"('abc', 1);
SELECT lower('A') AS "Weird Name", 1 AS select;
-- gap: the door says 42883
SELECT crc32('abc'::bytea);
SELECT casefold('STRASSE');
