<?php // PDO and pgsql, made to look at a schema: php others.php URL
$parts = parse_url($argv[1]);
$name = substr($parts["path"], 1);
$link = pg_connect("host={$parts['host']} port={$parts['port']} user={$parts['user']} dbname=$name");
foreach (["airlines", "airports", "flights", "weather"] as $table) { pg_meta_data($link, $table); pg_meta_data($link, $table, true); }
$answer = pg_query($link, "SELECT * FROM flights");
pg_field_table($answer, 0); pg_field_type($answer, 9); pg_field_type($answer, 1);
pg_select($link, "airlines", ["carrier" => "UA"]);
pg_insert($link, "airlines", ["carrier" => "ZY", "name" => "z"]); pg_delete($link, "airlines", ["carrier" => "ZY"]);
$db = new PDO("pgsql:host={$parts['host']};port={$parts['port']};dbname=$name;user={$parts['user']}");
$statement = $db->prepare("SELECT * FROM flights WHERE id = ?"); $statement->execute([1]);
for ($at = 0; $at < $statement->columnCount(); $at++) $statement->getColumnMeta($at);
$db->beginTransaction(); $db->query("SELECT 1"); $db->commit(); 
try { $db->lastInsertId(); } catch (PDOException $error) {}
try { $db->lastInsertId("booking_numbers"); } catch (PDOException $error) {}
$db->getAttribute(PDO::ATTR_SERVER_VERSION); $db->getAttribute(PDO::ATTR_SERVER_INFO);
