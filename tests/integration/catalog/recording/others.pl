# DBD::Pg, made to look at a schema: perl others.pl URL
use strict; use warnings; use DBI;
my ($user, $host, $port, $name) = $ARGV[0] =~ m{//([^\@:]+)[^\@]*\@([^:]+):(\d+)/(.+)};
my $db = DBI->connect("dbi:Pg:dbname=$name;host=$host;port=$port", $user, "", { RaiseError => 1, AutoCommit => 1 });
for my $table (qw(airlines airports flights weather)) {
    $db->column_info(undef, "public", $table, "%")->fetchall_arrayref;
    $db->primary_key("", "public", $table);
    $db->primary_key_info("", "public", $table, { pg_onerow => 2 });
    $db->statistics_info(undef, "public", $table, 0, 0)->fetchall_arrayref;
    $db->foreign_key_info(undef, undef, undef, undef, "public", $table);
}
$db->tables("", "public", "%", "TABLE"); $db->table_info("", "", "")->fetchall_arrayref; $db->type_info_all;
$db->table_info("%", "", "")->fetchall_arrayref; $db->table_info("", "%", "")->fetchall_arrayref; $db->table_info("", "", "", "%")->fetchall_arrayref;
$db->ping; $db->pg_ping; $db->get_info(18); $db->get_info(17); eval { $db->last_insert_id(undef, "public", "flights", undef) };
eval { $db->last_insert_id(undef, "public", "flights", undef, { sequence => "booking_numbers" }) };
$db->begin_work; $db->do("SELECT 1"); $db->pg_savepoint("a"); $db->pg_rollback_to("a"); $db->pg_release("a"); $db->commit;
$db->disconnect;
