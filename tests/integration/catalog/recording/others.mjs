// Node's query builders and mappers, made to look at a schema: node others.mjs CLIENT URL
import { createRequire } from "node:module";

const load = createRequire(process.cwd() + "/");
const [client, url] = process.argv.slice(2);
const tables = ["airlines", "airports", "flights", "weather"];

const tours = {
  async knex() {
    const db = load("knex")({ client: "pg", connection: url });
    for (const table of tables) {
      await db.schema.hasTable(table);
      await db.schema.hasColumn(table, "id");
      await db(table).columnInfo();
    }
    await db.schema.createTable("made", (t) => { t.increments("id"); t.string("note"); t.timestamps(true, true); });
    await db.migrate.currentVersion().catch(() => {});
    await db.schema.dropTable("made");
    await db.destroy();
  },
  async sequelize() {
    const { Sequelize } = load("sequelize");
    const db = new Sequelize(url, { logging: false });
    await db.authenticate();
    const query = db.getQueryInterface();
    await query.showAllTables();
    await query.showAllSchemas();
    for (const table of tables) {
      await query.describeTable(table);
      await query.showIndex(table);
      await query.getForeignKeyReferencesForTable(table);
      await query.showConstraint(table);
      await query.tableExists(table);
    }
    await db.close();
  },
  async kysely() {
    const { Kysely, PostgresDialect } = load("kysely");
    const { Pool } = load("pg");
    const db = new Kysely({ dialect: new PostgresDialect({ pool: new Pool({ connectionString: url }) }) });
    await db.introspection.getSchemas();
    await db.introspection.getTables();
    await db.introspection.getTables({ withInternalKyselyTables: true });
    await db.destroy();
  },
  async typeorm() {
    load("reflect-metadata");
    const { DataSource } = load("typeorm");
    const db = new DataSource({ type: "postgres", url, installExtensions: false });
    await db.initialize();
    const runner = db.createQueryRunner();
    await runner.getTables(tables);
    await runner.getTable("flights");
    await runner.getViews(["delayed_flights"]);
    for (const table of tables) await runner.hasTable(table);
    await runner.hasColumn("flights", "id");
    await runner.getDatabases().catch(() => {});
    await runner.hasSchema("archive");
    await runner.getCurrentDatabase();
    await runner.getCurrentSchema();
    await runner.hasDatabase("postgres");
    await db.destroy();
  },
};

await tours[client]();
process.exit(0);
