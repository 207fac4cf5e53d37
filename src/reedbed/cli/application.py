"""The command line's grammar: every command with its place in the help, imported only when it is called."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

from cyclopts import App, Group, Parameter

WORKSPACE = Group("Workspace", sort_key=1)
TABLES = Group("Tables", sort_key=2)
VIEWS = Group("Views", sort_key=3)
KEEPING = Group("Keeping", sort_key=4)
HELP = Group("Help", sort_key=5)
HELP_FLAGS = ("--help", "-h")


@dataclass(frozen=True, kw_only=True, slots=True)
class Command:
    """One command: its words, where its function lies, and its line in the help.

    One whose words are those of a family is what the family does when none of its commands follows.
    """

    words: str
    path: str
    help: str
    group: Group


@dataclass(frozen=True, kw_only=True, slots=True)
class Family:
    """A word that stands before several commands."""

    word: str
    help: str
    group: Group


FAMILIES = (
    Family(word="views", help="The registered views: what there is and what depends on what.", group=VIEWS),
    Family(
        word="checkpoint", help="The Parquet twins of the tables: list, verify, write, restore, prune.", group=KEEPING
    ),
    Family(
        word="ingest",
        help="Sources read into tables: run, list, status, replay, trace; or a look at an API.",
        group=TABLES,
    ),
    Family(word="lake", help="Old rows in Parquet files, under the name of their table.", group=KEEPING),
    Family(word="users", help="Who may come in at the door: add, list, remove, passwd, grant.", group=WORKSPACE),
    Family(word="config", help="The settings and where each comes from.", group=WORKSPACE),
)


def _command(words: str, path: str, group: Group, text: str) -> Command:
    return Command(words=words, path=f"reedbed.cli.{path}", help=text, group=group)


COMMANDS = (
    _command("overview", "workspaces:overview", WORKSPACE, "What is here, and what to try; also without a command."),
    _command("init", "workspaces:init", WORKSPACE, "Make a workspace."),
    _command("status", "ownership:status", WORKSPACE, "Who owns the workspace, and what is in it."),
    _command("serve", "serving:serve", WORKSPACE, "Own the workspace and let PostgreSQL clients in."),
    _command("psql", "serving:psql", WORKSPACE, "Open psql on the workspace."),
    _command("queries", "queries:queries", WORKSPACE, "Who is inside of the door, and what runs for them."),
    _command("cancel", "queries:cancel", WORKSPACE, "Cancel what runs for a client of the door."),
    _command("stop", "ownership:stop", WORKSPACE, "Ask the process that owns the workspace to leave."),
    _command("doctor", "doctor:doctor", WORKSPACE, "Find what is wrong, and say what to do about it."),
    _command("config show", "settings:show", WORKSPACE, "Print every setting with its origin."),
    _command("users add", "users:add", WORKSPACE, "Add a user of the door."),
    _command("users list", "users:listing", WORKSPACE, "List the users, their roles and tables."),
    _command("users remove", "users:remove", WORKSPACE, "Remove a user."),
    _command("users passwd", "users:passwd", WORKSPACE, "Give a user another password."),
    _command("users grant", "users:grant", WORKSPACE, "Say which tables a user reaches."),
    _command("tables", "tables:tables", TABLES, "List the tables."),
    _command("show", "tables:show", TABLES, "Describe a table: columns, key, rows, checkpoint, lineage."),
    _command("head", "samples:head", TABLES, "Print the first rows of a table."),
    _command("sample", "samples:sample", TABLES, "Print random rows of a table."),
    _command("sql", "statements:sql", TABLES, "Run SQL and print the last result."),
    _command("profile", "profiles:profile", TABLES, "Describe the values of a table, column by column."),
    _command("diff", "differences:diff", TABLES, "Compare two tables, row by row and column by column."),
    _command("load", "loading:load", TABLES, "Load CSV, Parquet or JSON files into a table."),
    _command("ingest", "previewing:preview", TABLES, "Look at an API, and print the declaration to save."),
    _command("ingest run", "ingesting:run", TABLES, "Read sources into their tables."),
    _command("ingest list", "sources:listing", TABLES, "List the sources and how far each was read."),
    _command("ingest status", "ingesting:status", TABLES, "List the last runs and what each did."),
    _command("ingest replay", "ingesting:replay", TABLES, "Load the kept pages of a run again, asking nobody."),
    _command("ingest trace", "sources:trace_row", TABLES, "Find the page that a row came in."),
    _command("ingest prune", "ingesting:prune", TABLES, "Remove pages that need not be kept any longer."),
    _command("ingest quarantine", "sources:quarantine", TABLES, "Print the records that did not fit, and why."),
    _command("export", "exports:export", TABLES, "Write a table or a query to a file."),
    _command("copy", "copies:copy", TABLES, "Copy a table to PostgreSQL or another store, or from there."),
    _command("views list", "views:listing", VIEWS, "List the views."),
    _command("views graph", "views:graph", VIEWS, "Draw what depends on what."),
    _command("plan", "builds:plan", VIEWS, "Say what a build would run, and why."),
    _command("build", "builds:build", VIEWS, "Build the views that are not up to date."),
    _command("checkpoint list", "checkpoints:listing", KEEPING, "List the checkpoints."),
    _command("checkpoint verify", "checkpoints:verify", KEEPING, "Check every checkpoint file against its table."),
    _command("checkpoint write", "checkpoints:write", KEEPING, "Write checkpoints anew from their tables."),
    _command("checkpoint restore", "checkpoints:restore", KEEPING, "Rebuild tables from their checkpoints."),
    _command("checkpoint keep", "kept_checkpoints:keep", KEEPING, "Keep what a table holds under a name."),
    _command("checkpoint kept", "kept_checkpoints:listing", KEEPING, "List the checkpoints that are kept."),
    _command("checkpoint forget", "kept_checkpoints:forget", KEEPING, "Keep a checkpoint no more."),
    _command("checkpoint prune", "checkpoints:prune", KEEPING, "Remove checkpoint files that nothing names."),
    _command("lake archive", "lake:archive", KEEPING, "Move old rows of a table into Parquet files."),
    _command("lake list", "lake:listing", KEEPING, "List the tables that have an archive."),
    _command("lake verify", "lake:verify", KEEPING, "Check every archived file."),
    _command("lake restore", "lake:restore", KEEPING, "Bring archived rows back into the live table."),
    _command("lake explain", "lake:explain", KEEPING, "Say which archived files a query would read."),
    _command("lake compact", "lake_care:compact", KEEPING, "Merge small files, fold corrections and deletions in."),
    _command("lake statistics", "lake_care:statistics", KEEPING, "Print the partitions of an archive."),
    _command("lake snapshots", "lake_care:snapshots", KEEPING, "List the snapshots of an archive."),
    _command("lake expire", "lake_care:expire", KEEPING, "Forget old snapshots."),
    _command("lake prune", "lake_care:prune", KEEPING, "Remove files that no snapshot names."),
    _command("lake sweep", "lake_care:sweep", KEEPING, "Remove what broken writes left."),
    _command("lake export", "lake_care:export", KEEPING, "Write a table as plain files in Hive's layout."),
    _command("backup", "backups:backup", KEEPING, "Copy the whole workspace, consistently, to a folder."),
    _command("restore", "backups:restore", KEEPING, "Make a workspace from a backup."),
    _command("migrate", "migrations:migrate", KEEPING, "Apply the workspace's migrations."),
    _command("explain", "explanations:explain", HELP, "Explain an error code."),
    _command("demo", "demo:demo", HELP, "Run the guided tour on real flight data."),
    _command("completion", "completion:completion", HELP, "Print or install shell completion."),
)


def command_names(prefix: str = "") -> list[str]:
    """The words that may follow `prefix`: commands and families at the top, commands inside a family."""
    if prefix:
        return [command.words.partition(" ")[2] for command in COMMANDS if command.words.startswith(f"{prefix} ")]
    return sorted({command.words.partition(" ")[0] for command in COMMANDS})


def application(*, terminal: bool) -> App:
    """The parser; help is framed on a terminal and plain elsewhere."""
    plain_parameters = Parameter(negative=(), show_default=False)
    root = App(
        name="reedbed",
        help="A data layer on DuckDB: tables by name, views that know when they are stale, checkpoints.",
        version_flags=[],
        # The frame says that a command was interrupted; cyclopts would end the process without a word.
        suppress_keyboard_interrupt=False,
        help_format="plaintext",
        help_formatter="default" if terminal else "plain",
        default_parameter=plain_parameters,
    )
    root.help_flags = HELP_FLAGS
    root["--help"].group = (HELP,)
    parents = {"": root}
    for family in FAMILIES:
        parents[family.word] = App(name=family.word, help=family.help, group=family.group, sort_key=len(COMMANDS))
        root.command(parents[family.word])
    for position, command in enumerate(COMMANDS):
        if command.words in parents:
            module, _, name = command.path.partition(":")
            parents[command.words].default(getattr(import_module(module), name))
            continue
        family_word, _, word = command.words.rpartition(" ")
        group = None if family_word else command.group
        parents[family_word].command(
            command.path, name=word, help=command.help, sort_key=position, group=group, help_flags=HELP_FLAGS
        )
    root.meta.default_parameter = plain_parameters
    # The root answers --help, so that help too is an answer, in text or JSON.
    root.meta.help_flags = []
    root.meta.suppress_keyboard_interrupt = False
    return root
