# Sequel, made to look at a schema: ruby others.rb URL
require "sequel"
db = Sequel.connect(ARGV[0].sub("postgresql:", "postgres:"))
db.tables; db.views; db.tables(schema: :archive); db.server_version; db.supports_savepoints?
%i[airlines airports flights weather].each do |table|
  db.schema(table); db.indexes(table); db.indexes(table, include_partial: true); db.foreign_key_list(table); db.foreign_key_list(table, reverse: true)
  db.primary_key(table); db.primary_key_sequence(table); db.check_constraints(table); db.table_exists?(table)
end
db.locks.all; db.type_supported?(:hstore)
db.extension(:pg_array, :pg_enum, :pg_json, :pg_range, :pg_inet)
db.extension(:pg_row); db.register_row_type(:airlines)
db.transaction(isolation: :serializable, savepoint: true) { db.transaction(savepoint: true) { db[:flights].count } }
db.disconnect
