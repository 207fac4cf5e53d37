// node-postgres and postgres.js on a server: every claim is one line of JSON. node postgres.mjs pg|postgres URL
import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createRequire } from "node:module";

// The packages lie in the folder that the program is started in, not beside this file.
const load = createRequire(process.cwd() + "/");
const [client, url] = process.argv.slice(2);

async function claim(name, hold) {
  let failure = "";
  try {
    await hold();
  } catch (error) {
    failure = String(error.message || error).replaceAll(/\s+/g, " ") || "no message";
  }
  console.log(JSON.stringify({ claim: name, failure }));
}

const types =
  "SELECT 1::int2 AS small, 2::int4 AS int, 3::int8 AS big, 2.5::float8 AS double, 12.30::numeric(10,2) AS exact, 'ž' AS text, true AS truth, " +
  "TIMESTAMPTZ '2026-01-31 12:34:56+00' AS moment, '\\x00ff'::bytea AS raw, ARRAY[1,2,NULL] AS list, '{\"a\": 1}'::json AS document, NULL AS nothing";

async function nodePostgres() {
  const { Client, Pool } = load("pg");
  const db = new Client({ connectionString: url });
  await db.connect();
  await claim("reads every type", async () => {
    const { rows, fields } = await db.query(types);
    assert.equal(rows[0].int, 2);
    assert.equal(rows[0].big, "3");
    assert.equal(rows[0].exact, "12.30");
    assert.equal(rows[0].moment.toISOString(), "2026-01-31T12:34:56.000Z");
    assert.deepEqual([...rows[0].raw], [0, 255]);
    assert.deepEqual(rows[0].list, [1, 2, null]);
    assert.deepEqual(rows[0].document, { a: 1 });
    assert.equal(fields[1].dataTypeID, 23);
  });
  await claim("binds parameters", async () => {
    const { rows } = await db.query("SELECT $1::int + 1 AS n, $2::text AS t, $3::timestamptz AS m, $4 AS u", [1, "x", new Date(0), "free"]);
    assert.equal(rows[0].n, 2);
    assert.equal(rows[0].u, "free");
    assert.equal(rows[0].m.getTime(), 0);
  });
  await claim("names a prepared statement", async () => {
    for (const n of [1, 2, 3]) {
      const { rows } = await db.query({ name: "twice", text: "SELECT $1::int * 2 AS n", values: [n] });
      assert.equal(rows[0].n, 2 * n);
    }
  });
  await claim("finds rows by parameters that nobody typed", async () => {
    const { rows } = await db.query("SELECT id FROM flights WHERE carrier = $1 AND day = $2 LIMIT $3", ["UA", "2013-01-01", 5]);
    assert.deepEqual(rows, [{ id: "1" }]);
  });
  await claim("writes in a transaction and counts", async () => {
    await db.query("CREATE TABLE node_rows (id int PRIMARY KEY, note text)");
    await db.query("BEGIN");
    const done = await db.query("INSERT INTO node_rows SELECT n, 'n' FROM generate_series(1, 10) AS s(n)");
    assert.equal(done.command, "INSERT");
    assert.equal(done.rowCount, 10);
    await db.query("ROLLBACK");
    const { rows } = await db.query("SELECT count(*)::int AS n FROM node_rows");
    assert.equal(rows[0].n, 0);
  });
  await claim("returns what it inserted", async () => {
    const { rows } = await db.query("INSERT INTO node_rows VALUES ($1, $2) RETURNING id, note", [1, "one"]);
    assert.deepEqual(rows, [{ id: 1, note: "one" }]);
  });
  await claim("answers several statements of one string", async () => {
    const results = await db.query("SELECT 1 AS a; SELECT 2 AS b");
    assert.deepEqual(results.map((result) => result.rows), [[{ a: 1 }], [{ b: 2 }]]);
  });
  await claim("knows errors by their SQLSTATE, and goes on", async () => {
    for (const [sql, code] of [["SELECT nothing", "42703"], ["SELEC 1", "42601"], ["SELECT 1/0", "22012"], ["SELECT * FROM nowhere", "42P01"], ["INSERT INTO node_rows VALUES (1)", "23505"]])
      await assert.rejects(db.query(sql), (error) => (assert.equal(error.code, code), true));
    await db.query("SELECT 1");
  });
  await claim("reads through a cursor", async () => {
    const Cursor = load("pg-cursor");
    const cursor = db.query(new Cursor("SELECT n FROM generate_series(1, 1000) AS s(n)"));
    assert.equal((await cursor.read(100)).length, 100);
    assert.equal((await cursor.read(5)).length, 5);
    await cursor.close();
    await db.query("SELECT 1");
  });
  await claim("streams a query", async () => {
    const QueryStream = load("pg-query-stream");
    let seen = 0;
    for await (const row of db.query(new QueryStream("SELECT n FROM generate_series(1, 25000) AS s(n)"))) seen += row.n ? 1 : 0;
    assert.equal(seen, 25000);
  });
  await claim("copies in and out", async () => {
    const { from, to } = load("pg-copy-streams");
    await pipeline(Readable.from(["100\ta\n", "101\t\\N\n"]), db.query(from("COPY node_rows FROM STDIN")));
    let text = "";
    for await (const chunk of db.query(to("COPY (SELECT * FROM node_rows WHERE id >= 100 ORDER BY id) TO STDOUT"))) text += chunk;
    assert.equal(text, "100\ta\n101\t\\N\n");
  });
  await claim("pools connections", async () => {
    const pool = new Pool({ connectionString: url, max: 4 });
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => pool.query("SELECT $1::int AS n", [n])));
    assert.deepEqual(answers.map((answer) => answer.rows[0].n), Array.from({ length: 20 }, (_, n) => n));
    await pool.end();
  });
  await db.query("DROP TABLE IF EXISTS node_rows");
  await db.end();
}

async function postgresJs() {
  const postgres = load("postgres");
  const sql = postgres(url, { max: 2, onnotice: () => {} });
  await claim("reads every type", async () => {
    const [row] = await sql.unsafe(types);
    assert.equal(row.int, 2);
    assert.equal(row.exact, "12.30");
    assert.deepEqual([...row.list].slice(0, 2), [1, 2]);
    assert.equal(row.moment.toISOString(), "2026-01-31T12:34:56.000Z");
  });
  await claim("binds parameters that nobody typed", async () => {
    const rows = await sql`SELECT id FROM flights WHERE carrier = ${"UA"} AND day = ${"2013-01-01"}`;
    assert.deepEqual([...rows], [{ id: "1" }]);
  });
  await claim("binds lists and dates", async () => {
    const rows = await sql`SELECT carrier FROM airlines WHERE carrier IN ${sql(["UA", "AA"])} ORDER BY carrier`;
    assert.equal(rows.length, 2);
    const [one] = await sql`SELECT ${new Date(0)}::timestamptz AS m, ${sql.array([1, 2])}::int[] AS l`;
    assert.equal(one.m.getTime(), 0);
    assert.deepEqual([...one.l], [1, 2]);
  });
  await claim("describes a statement without running it", async () => {
    const described = await sql`SELECT id, fare FROM flights WHERE day > ${"2013-01-01"}`.describe();
    assert.deepEqual(described.types, [1082]);
    assert.deepEqual(described.columns.map((column) => column.type), [20, 1700]);
  });
  await claim("inserts objects and returns them", async () => {
    await sql`CREATE TABLE postgres_js (id int PRIMARY KEY, note text)`;
    const rows = await sql`INSERT INTO postgres_js ${sql([{ id: 1, note: "a" }, { id: 2, note: null }])} RETURNING *`;
    assert.deepEqual([...rows], [{ id: 1, note: "a" }, { id: 2, note: null }]);
  });
  await claim("begins and rolls back", async () => {
    await assert.rejects(sql.begin(async (inside) => { await inside`DELETE FROM postgres_js`; throw new Error("stop"); }), /stop/);
    const [{ n }] = await sql`SELECT count(*)::int AS n FROM postgres_js`;
    assert.equal(n, 2);
  });
  await claim("reads through a cursor", async () => {
    let seen = 0;
    await sql`SELECT n FROM generate_series(1, 1000) AS s(n)`.cursor(100, (rows) => { seen += rows.length; });
    assert.equal(seen, 1000);
  });
  await claim("copies in and out", async () => {
    const writable = await sql`COPY postgres_js FROM STDIN`.writable();
    await pipeline(Readable.from(["100\ta\n", "101\t\\N\n"]), writable);
    let text = "";
    const readable = await sql`COPY (SELECT * FROM postgres_js WHERE id >= 100 ORDER BY id) TO STDOUT`.readable();
    for await (const chunk of readable) text += chunk;
    assert.equal(text, "100\ta\n101\t\\N\n");
  });
  await claim("knows errors by their SQLSTATE", async () => {
    await assert.rejects(sql`SELECT nothing`, (error) => (assert.equal(error.code, "42703"), true));
    await assert.rejects(sql`INSERT INTO postgres_js VALUES (1)`, (error) => (assert.equal(error.code, "23505"), true));
  });
  await claim("pipelines", async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => sql`SELECT ${n}::int AS n`));
    assert.deepEqual(answers.map(([row]) => row.n), Array.from({ length: 50 }, (_, n) => n));
  });
  await claim("cancels a running statement", async () => {
    const query = sql`SELECT count(*) FROM generate_series(1, 100000000) a, generate_series(1, 1000) b`;
    setTimeout(() => query.cancel(), 300);
    await assert.rejects(query, (error) => (assert.equal(error.code, "57014"), true));
  });
  await sql`DROP TABLE IF EXISTS postgres_js`;
  await sql.end();
}

await { pg: nodePostgres, postgres: postgresJs }[client]();
