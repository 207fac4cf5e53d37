SELECT 'a' || 'b', 'a' || 1, 1 || 'x', 'n' || true, 'f' || 1.5
SELECT 'it''s', E'a\tb\n', E'\x41\u00e9', U&'d\0061t\+000061', $$dollar 'quote'$$, $t$a$$b$t$
SELECT 'a'
'b'
SELECT upper('abc'), lower('ABC'), initcap('hello wORLD foo-bar'), length('žluť'), char_length('abc'), character_length('abc'), octet_length('ž'), bit_length('abc')
SELECT substring('abcdef' FROM 2 FOR 3), substring('abcdef' FROM 4), substring('abcdef' FOR 2), substr('abcdef', 2, 3), substring('abcdef', 2)
SELECT substring('abcdef', 0, 3), substring('abcdef', -1, 4), substr('abcdef', -2)
SELECT substring('foobar' FROM 'o.b'), substring('foobar' FROM 'o(.)b'), substring('Thomas' SIMILAR '%#"o_a#"_' ESCAPE '#')
SELECT position('c' IN 'abcd'), strpos('abcd', 'c'), overlay('Txxxxas' PLACING 'hom' FROM 2 FOR 4), overlay('abcdef' PLACING 'XY' FROM 3)
SELECT trim('  x  '), trim(both 'x' from 'xxaxx'), trim(leading 'x' from 'xxa'), trim(trailing from 'a  '), trim('xy' FROM 'xyaxy'), ltrim('xxa','x'), rtrim('axx','x'), btrim('xyaxy','xy')
SELECT lpad('5', 3, '0'), rpad('a', 3, 'xy'), lpad('abcdef', 3), rpad('abc', 2), lpad('a', 3)
SELECT left('abcde', 2), left('abcde', -2), right('abcde', 2), right('abcde', -2)
SELECT repeat('ab', 3), reverse('abc'), replace('banana', 'a', 'o'), translate('12345', '143', 'ax')
SELECT split_part('a,b,c', ',', 2), split_part('a,b,c', ',', -1), split_part('a,b,c', ',', 9)
SELECT concat('a', NULL, 1, true), concat_ws('-', 'a', NULL, 'b', 2)
SELECT ascii('A'), chr(65), md5('abc'), to_hex(255), starts_with('abc', 'ab')
SELECT format('Hello %s, %s', 'a', 1), format('%I %L', 'Foo bar', 'it''s'), format('%2$s %1$s', 'a', 'b'), format('%%')
SELECT quote_ident('Foo bar'), quote_ident('foo'), quote_literal('it''s'), quote_nullable(NULL)
SELECT 'abc' LIKE 'a%', 'abc' NOT LIKE 'A%', 'abc' ILIKE 'A%', 'a%c' LIKE 'a\%c', 'a%c' LIKE 'a!%c' ESCAPE '!', 'abc' LIKE '_b_'
SELECT 'abc' ~~ 'a%', 'abc' !~~ 'a%', 'abc' ~~* 'A%', 'abc' !~~* 'A%'
SELECT 'abc' ~ 'b', 'abc' ~ '^b', 'abc' ~* 'B', 'abc' !~ 'b', 'abc' !~* 'B'
SELECT 'abc' OPERATOR(pg_catalog.~) '^a', 'foo' ~ '^(foo|bar)$', 'abc' ~ NULL
SELECT 'abc' SIMILAR TO 'abc', 'abc' SIMILAR TO 'a', 'abc' SIMILAR TO '%(b|d)%', 'abc' SIMILAR TO '(b|c)%', 'abc' NOT SIMILAR TO 'a_c'
SELECT 'a.c' SIMILAR TO 'a.c', 'abc' SIMILAR TO 'a.c', 'aab' SIMILAR TO 'a+b', 'ab' SIMILAR TO 'a{1,2}b', '5' SIMILAR TO '[0-9]'
SELECT x ILIKE ANY (ARRAY['a%','B%']), x LIKE ALL (ARRAY['%b%','b%']), x NOT LIKE ALL (ARRAY['a%','z%']), x NOT ILIKE ANY (ARRAY['B%','z%']) FROM (VALUES ('abc'),('bcd'),('xyz')) v(x)
SELECT x LIKE ANY ('{a%,b%}'::text[]) FROM (VALUES ('abc'),('xyz')) v(x)
SELECT x ~ ANY (ARRAY['^a','z$']), x = ANY (ARRAY['abc','q']), x <> ALL (ARRAY['abc','q']), x = ANY ('{abc,q}') FROM (VALUES ('abc'),('xyz')) v(x)
SELECT regexp_replace('foobarbaz', 'b..', 'X'), regexp_replace('foobarbaz', 'b..', 'X', 'g'), regexp_replace('foobarbaz', 'b(..)', 'X\1Y', 'g'), regexp_replace('FOO', 'o', 'x', 'gi')
SELECT regexp_match('foobarbequebaz', 'bar.*que'), regexp_match('foobarbequebaz', '(bar)(beque)'), regexp_match('abc', 'x')
SELECT regexp_matches('foobarbequebazilbarfbonk', '(b[^b]+)(b[^b]+)', 'g')
SELECT regexp_split_to_array('hello world', '\s+'), regexp_split_to_array('abc', '')
SELECT regexp_split_to_table('a b c', ' ')
SELECT regexp_count('ABCABCAXYaxy', 'A.', 1, 'i'), regexp_like('Hello', 'hello', 'i'), regexp_substr('ABCDEF', 'c(.)(..)', 1, 1, 'i')
SELECT string_to_array('a,b,c', ','), string_to_array('a,NULL,c', ',', 'NULL'), string_to_array('abc', NULL), string_to_array('', ',')
SELECT string_to_table('a,b', ',')
SELECT array_to_string(ARRAY['a',NULL,'c'], ','), array_to_string(ARRAY['a',NULL,'c'], ',', '*'), array_to_string(ARRAY[1,2], '-')
SELECT string_agg(x, ',' ORDER BY x DESC), string_agg(DISTINCT x, '-' ORDER BY x) FROM (VALUES ('b'),('a'),('b')) v(x)
SELECT string_agg(x, ',' ORDER BY x) FILTER (WHERE x > 'a') FROM (VALUES ('b'),('a'),('c')) v(x)
SELECT array_agg(x ORDER BY x), array_agg(DISTINCT x ORDER BY x) FROM (VALUES ('b'),('a'),('b')) v(x)
SELECT array_agg(x) FROM (VALUES (1)) v(x) WHERE false
SELECT 'abc'::char(5) || 'x', 'abcdef'::char(3), 'abcdef'::varchar(3), 'abc'::char, 'ab'::bpchar, 'foo'::name
SELECT length('abc'::char(5)), 'a'::char(3) = 'a'
SELECT CAST('abc' AS character varying(2)), CAST(123 AS varchar(2)), 123::text, true::text, false::varchar
SELECT 1.0::float8::text, 1.5::float8::text, 1e20::float8::text, 1e-7::float8::text, 0.1::float4::text, 100::float8::text, 'NaN'::float8::text, '-Infinity'::float8::text
SELECT 1.50::numeric(5,2)::text, 12::numeric::text, '2020-01-02'::date::text, '2020-01-02 03:04:05'::timestamp::text, '2020-01-02 03:04:05.120'::timestamp::text
SELECT ARRAY[1,2]::text, ARRAY['a','b c',NULL,'']::text, ARRAY[true,false]::text, ARRAY[[1,2],[3,4]]::text, ARRAY[1.5::float8, 2]::text
SELECT '\xdeadBEEF'::bytea, 'abc'::bytea, E'\\000\\001a'::bytea, '\xdead'::bytea::text
SELECT encode('abc'::bytea, 'hex'), encode('abc'::bytea, 'base64'), encode('\x00ff'::bytea, 'escape'), decode('616263', 'hex'), decode('YWJj', 'base64')
SELECT length('\xdead'::bytea), octet_length('\xdead'::bytea), '\xde'::bytea || '\xad'::bytea, get_byte('\xdead'::bytea, 1), set_byte('\xdead'::bytea, 0, 1), convert_from('\xc5be'::bytea, 'UTF8'), convert_to('ž', 'UTF8')
SELECT sha256('abc'::bytea), md5('abc'::bytea)
SELECT B'101', X'1F', B'101' & B'110', '101'::bit(3), '101'::varbit
SELECT 'yes'::bool, 'on'::boolean, 'off'::bool, 't'::bool, 'n'::bool, '1'::bool, 'TRUE'::bool
SELECT x::bool FROM (VALUES ('on'),('no'),('t')) v(x)
SELECT 'x' COLLATE "C" < 'Y' COLLATE "C", 'a' < 'B' COLLATE "C"
SELECT x FROM (VALUES ('b'),('a'),('C')) v(x) ORDER BY x COLLATE "C"
SELECT to_char(1234.5, '9999.99'), to_char(1234567.891, '9,999,999.99'), to_char(-12, '999'), to_char(12, '0000'), to_char(12.3, 'FM999.00'), to_char(0.5, '0.99'), to_char(12, 'S99'), to_char(-12, '99MI'), to_char(-12, '99PR'), to_char(1, '9th'), to_char(12345, '99,999'), to_char(12, 'FM0000'), to_char(0.1, 'FM9.99'), to_char(148.5, 'FM999.999'), to_char(1234, '999')
SELECT to_number('12,454.8-', '99G999D9S'), to_number('1234', '9999'), to_number('$1,234.50', 'L9,999.99'), to_number('-34.5', 'S99.9')
SELECT lower(x), count(*) FROM (VALUES ('A'),('a'),('b')) v(x) GROUP BY lower(x) ORDER BY 1
SELECT 'ab' ^@ 'a'
-- gap: Roman numerals, and functions that DuckDB has nothing like
SELECT to_char(485, 'RN')
-- gap: as above
SELECT unistr('d\0061ta')
SELECT substring('\xdeadbeef'::bytea from 2 for 2)
SELECT casefold('ABC')
SELECT 'a' < 'b', 'B' < 'a' COLLATE "C", '' = '', 'a ' = 'a'
SELECT concat_ws(',', VARIADIC ARRAY['a','b']), concat(VARIADIC ARRAY[1,2])
SELECT length(NULL), upper(NULL)
SELECT ''::text, ' '::text, ''::varchar
