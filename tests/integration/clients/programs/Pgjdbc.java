/* pgjdbc on a server: every claim is one line of JSON on standard output. java -cp postgresql.jar Pgjdbc.java URL */

import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.net.URI;
import java.sql.*;
import java.time.*;
import java.util.*;
import org.postgresql.PGConnection;

public class Pgjdbc {
    interface Claim { void hold() throws Exception; }

    static Connection connection;
    static String home;

    static void claim(String name, Claim claim) {
        String detail = "";
        try {
            claim.hold();
        } catch (Throwable error) {
            detail = String.valueOf(error.getMessage()).replace("\\", "\\\\").replace("\"", "'").replaceAll("\\s+", " ");
            if (detail.isEmpty()) detail = error.getClass().getName();
            try {
                if (!connection.getAutoCommit()) connection.rollback();
                connection.setAutoCommit(true);
            } catch (SQLException gone) {
                detail += " (and the session: " + gone.getMessage() + ")";
            }
        }
        System.out.println("{\"claim\": \"" + name + "\", \"failure\": \"" + detail + "\"}");
    }

    static void same(Object expected, Object found) {
        if (!Objects.equals(expected, found)) throw new AssertionError("expected " + expected + ", found " + found);
    }

    static List<String> column(ResultSet rows, String name) throws SQLException {
        List<String> values = new ArrayList<>();
        while (rows.next()) values.add(rows.getString(name));
        return values;
    }

    public static void main(String[] arguments) throws Exception {
        URI url = new URI(arguments[0]);
        String[] login = (url.getUserInfo() + ":").split(":", -1);
        Properties properties = new Properties();
        properties.setProperty("user", login[0]);
        properties.setProperty("password", login[1]);
        connection = DriverManager.getConnection("jdbc:postgresql://" + url.getHost() + ":" + url.getPort() + url.getPath(), properties);
        DatabaseMetaData meta = connection.getMetaData();
        home = connection.getSchema();
        claim("names the product and its version", () -> {
            same("PostgreSQL", meta.getDatabaseProductName());
            same(true, meta.getDatabaseMajorVersion() >= 14);
            meta.getSQLKeywords(); meta.getNumericFunctions(); meta.getUserName(); meta.getURL();
        });
        claim("lists catalogs, schemas and table types", () -> {
            same(true, column(meta.getCatalogs(), "TABLE_CAT").size() > 0);
            same(true, column(meta.getSchemas(), "TABLE_SCHEM").contains("archive"));
            meta.getSchemas(null, "arch%").next();
            same(true, column(meta.getTableTypes(), "TABLE_TYPE").contains("VIEW"));
        });
        claim("lists tables and views", () -> {
            List<String> tables = column(meta.getTables(null, null, "%", new String[] {"TABLE", "VIEW"}), "TABLE_NAME");
            for (String table : new String[] {"airlines", "flights", "delayed_flights", "flights_2013"}) same(true, tables.contains(table));
            same(List.of("flights"), column(meta.getTables(null, home, "flights", null), "TABLE_NAME"));
        });
        claim("lists columns with their types", () -> {
            ResultSet rows = meta.getColumns(null, home, "flights", "%");
            Map<String, Integer> types = new LinkedHashMap<>();
            while (rows.next()) types.put(rows.getString("COLUMN_NAME"), rows.getInt("DATA_TYPE"));
            same(Types.BIGINT, types.get("id"));
            same(Types.NUMERIC, types.get("fare"));
            same(Types.TIMESTAMP, types.get("departs"));
            same(Types.BIT, types.get("delayed"));
            same(11, types.size());
        });
        claim("lists primary keys", () -> same(List.of("hour", "station"), new ArrayList<>(new TreeSet<>(column(meta.getPrimaryKeys(null, home, "weather"), "COLUMN_NAME")))));
        claim("lists imported, exported and cross keys", () -> {
            same(2, column(meta.getImportedKeys(null, home, "flights"), "PKTABLE_NAME").size());
            same(List.of("flights"), column(meta.getExportedKeys(null, home, "airlines"), "FKTABLE_NAME"));
            same(1, column(meta.getCrossReference(null, home, "airlines", null, home, "flights"), "FKTABLE_NAME").size());
        });
        claim("lists indexes", () -> same(true, column(meta.getIndexInfo(null, home, "flights", false, false), "INDEX_NAME").contains("flights_by_day")));
        claim("finds the best row identifier and versions", () -> {
            same(List.of("id"), column(meta.getBestRowIdentifier(null, home, "flights", DatabaseMetaData.bestRowSession, false), "COLUMN_NAME"));
            meta.getVersionColumns(null, home, "flights");
        });
        claim("lists procedures, functions and their columns", () -> {
            meta.getProcedures(null, null, "low%");
            same(true, column(meta.getFunctions(null, null, "lower"), "FUNCTION_NAME").contains("lower"));
            meta.getProcedureColumns(null, null, "low%", "%");
            meta.getFunctionColumns(null, null, "lower", "%");
        });
        claim("lists types and user types", () -> {
            same(true, column(meta.getTypeInfo(), "TYPE_NAME").contains("int8"));
            meta.getUDTs(null, null, "%", null);
        });
        claim("lists privileges and client properties", () -> {
            meta.getTablePrivileges(null, home, "flights");
            meta.getColumnPrivileges(null, home, "flights", "%");
            meta.getClientInfoProperties();
        });
        claim("reads every type as Java has it", () -> {
            ResultSet row = connection.createStatement().executeQuery(
                "SELECT 1::int2, 2::int4, 3::int8, 1.5::float4, 2.5::float8, 12.30::numeric(10,2), 'text', true, DATE '2026-01-31',"
                + " TIMESTAMP '2026-01-31 12:34:56.789', TIMESTAMPTZ '2026-01-31 12:34:56+00', '\\x00ff'::bytea, '12345678-1234-5678-1234-567812345678'::uuid, ARRAY[1,2,3]");
            row.next();
            same((short) 1, row.getShort(1)); same(2, row.getInt(2)); same(3L, row.getLong(3));
            same(1.5f, row.getFloat(4)); same(2.5, row.getDouble(5)); same(new BigDecimal("12.30"), row.getBigDecimal(6));
            same("text", row.getString(7)); same(true, row.getBoolean(8)); same(LocalDate.of(2026, 1, 31), row.getObject(9, LocalDate.class));
            same(LocalDateTime.of(2026, 1, 31, 12, 34, 56, 789_000_000), row.getObject(10, LocalDateTime.class));
            same(Instant.parse("2026-01-31T12:34:56Z"), row.getObject(11, OffsetDateTime.class).toInstant());
            same(2, row.getBytes(12).length); same(UUID.fromString("12345678-1234-5678-1234-567812345678"), row.getObject(13));
            same(3, ((Integer[]) row.getArray(14).getArray()).length);
        });
        claim("describes a result's columns", () -> {
            ResultSetMetaData columns = connection.prepareStatement("SELECT id, fare, departs FROM flights WHERE id = ?").getMetaData();
            same(3, columns.getColumnCount()); same("fare", columns.getColumnName(2)); same(2, columns.getScale(2));
            same("flights", columns.getTableName(1));
        });
        claim("binds parameters, also past the prepare threshold", () -> {
            PreparedStatement statement = connection.prepareStatement("SELECT ? + 1, ?::text, ?::timestamp, ?");
            for (int n = 0; n < 12; n++) {
                statement.setInt(1, n); statement.setString(2, "ž" + n); statement.setTimestamp(3, Timestamp.valueOf("2026-01-31 00:00:00")); statement.setBigDecimal(4, new BigDecimal("1.25"));
                ResultSet row = statement.executeQuery();
                row.next();
                same(n + 1, row.getInt(1)); same("ž" + n, row.getString(2)); same(new BigDecimal("1.25"), row.getBigDecimal(4));
            }
        });
        claim("writes in batches and counts them", () -> {
            Statement plain = connection.createStatement();
            plain.execute("DROP TABLE IF EXISTS jdbc_rows"); plain.execute("CREATE TABLE jdbc_rows (id int PRIMARY KEY, note text)");
            PreparedStatement insert = connection.prepareStatement("INSERT INTO jdbc_rows VALUES (?, ?)");
            for (int n = 0; n < 100; n++) { insert.setInt(1, n); insert.setString(2, n % 2 == 0 ? null : "n" + n); insert.addBatch(); }
            same(100, insert.executeBatch().length);
            same(50, plain.executeUpdate("UPDATE jdbc_rows SET note = 'even' WHERE note IS NULL"));
            same(1, plain.executeUpdate("DELETE FROM jdbc_rows WHERE id = 7"));
        });
        claim("streams a result by fetch size", () -> {
            connection.setAutoCommit(false);
            Statement statement = connection.createStatement();
            statement.setFetchSize(500);
            ResultSet rows = statement.executeQuery("SELECT n FROM generate_series(1, 5000) AS s(n)");
            long sum = 0;
            while (rows.next()) sum += rows.getLong(1);
            same(12_502_500L, sum);
            connection.commit(); connection.setAutoCommit(true);
        });
        claim("rolls back, and goes on after an error", () -> {
            connection.setAutoCommit(false);
            connection.createStatement().executeUpdate("DELETE FROM jdbc_rows");
            try { connection.createStatement().executeQuery("SELECT nothing"); throw new AssertionError("no error"); }
            catch (SQLException error) { same("42703", error.getSQLState()); }
            connection.rollback(); connection.setAutoCommit(true);
            ResultSet rows = connection.createStatement().executeQuery("SELECT count(*) FROM jdbc_rows"); rows.next();
            same(99, rows.getInt(1));
        });
        claim("goes back to a savepoint after a wrong name", () -> {
            connection.setAutoCommit(false);
            Savepoint savepoint = connection.setSavepoint("before");
            try { connection.createStatement().executeQuery("SELECT * FROM no_such_table"); throw new AssertionError("no error"); }
            catch (SQLException error) { same("42P01", error.getSQLState()); }
            connection.rollback(savepoint);
            connection.createStatement().executeQuery("SELECT 1");
            connection.commit(); connection.setAutoCommit(true);
        });
        claim("sets levels and read-only", () -> {
            for (int level : new int[] {Connection.TRANSACTION_READ_COMMITTED, Connection.TRANSACTION_REPEATABLE_READ, Connection.TRANSACTION_SERIALIZABLE}) {
                connection.setTransactionIsolation(level); same(level, connection.getTransactionIsolation());
            }
            connection.setReadOnly(true); connection.setAutoCommit(false); connection.createStatement().executeQuery("SELECT 1"); connection.commit();
            connection.setAutoCommit(true); connection.setReadOnly(false);
        });
        claim("copies in and out", () -> {
            var copy = connection.unwrap(PGConnection.class).getCopyAPI();
            same(2L, copy.copyIn("COPY jdbc_rows FROM STDIN WITH (FORMAT csv)", new StringReader("500,a\n501,\"b,c\"\n")));
            StringWriter out = new StringWriter();
            copy.copyOut("COPY (SELECT * FROM jdbc_rows WHERE id >= 500 ORDER BY id) TO STDOUT", out);
            same("500\ta\n501\tb,c\n", out.toString());
        });
        claim("returns generated keys", () -> {
            PreparedStatement insert = connection.prepareStatement("INSERT INTO jdbc_rows VALUES (900, 'key')", Statement.RETURN_GENERATED_KEYS);
            insert.executeUpdate();
            ResultSet keys = insert.getGeneratedKeys(); keys.next();
            same(900, keys.getInt("id"));
        });
        claim("cancels a running statement", () -> {
            Statement statement = connection.createStatement();
            new Timer(true).schedule(new TimerTask() { public void run() { try { statement.cancel(); } catch (SQLException late) { } } }, 300);
            try { statement.executeQuery("SELECT count(*) FROM generate_series(1, 100000000) a, generate_series(1, 1000) b"); throw new AssertionError("no error"); }
            catch (SQLException error) { same("57014", error.getSQLState()); }
        });
        claim("keeps session state", () -> {
            connection.setClientInfo("ApplicationName", "tour"); connection.setSchema("archive"); same("archive", connection.getSchema()); connection.setSchema(home);
            same(true, connection.isValid(2)); connection.getCatalog(); connection.setNetworkTimeout(Runnable::run, 5000);
        });
        connection.createStatement().execute("DROP TABLE IF EXISTS jdbc_rows");
        connection.close();
    }
}
