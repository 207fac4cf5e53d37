"""The rules: one text of a reader or writer, held against its role, its grants and the catalog."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reedbed.engine.failures import translated
from reedbed.engine.reader import read_statements
from reedbed.engine.resolver.calls import constant_argument, is_known, is_table, refused_function
from reedbed.engine.resolver.facts import BUILT_IN, CATALOG_DATABASE
from reedbed.engine.resolver.functions import function_classes
from reedbed.engine.resolver.mentions import closing, mentions_of, name_at, word_at
from reedbed.engine.resolver.names import PROTECTED_SCHEMAS
from reedbed.engine.resolver.subjects import Role
from reedbed.engine.resolver.targets import Target, targets_of
from reedbed.engine.resolver.tokens import Kind, folded, has_loose_spaces, has_odd_spaces, tokens_of
from reedbed.errors import AccessDenied, SqlNameError
from reedbed.sql import LEDGER_SCHEMA

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.engine.resolver.mentions import Call, Mentions
    from reedbed.engine.resolver.names import NameRules
    from reedbed.engine.resolver.subjects import Subject
    from reedbed.engine.resolver.tokens import Token
    from reedbed.sql import TableName

READS: Final = frozenset({"SELECT", "EXPLAIN", "TRANSACTION"})
WRITES: Final = frozenset({"INSERT", "UPDATE", "DELETE", "MERGE_INTO", "CREATE", "DROP", "ALTER"})
KINDS: Final = {Role.READER: READS, Role.WRITER: READS | WRITES}

REFUSED_UNPARSED: Final = frozenset({"import", "pragma", "load", "install", "force", "attach", "export", "call"})
"""First words that are refused before DuckDB parses the text, since it opens files while it parses IMPORT DATABASE."""

_DEEPEST: Final = 32
"""Macros that call macros are followed this far."""


class Examination:
    """One text on behalf of one subject. `functions` are names that may be called beside DuckDB's allowed ones."""

    def __init__(self, subject: Subject, names: NameRules, functions: frozenset[str]) -> None:
        self._subject = subject
        self._names = names
        self._functions = functions
        self._followed: set[str] = set()
        self._depth = 0

    def examine(self, sql: str) -> None:
        """Raise `AccessDenied` unless every statement of the text may run, `SqlSyntaxError` when it does not parse."""
        if "\0" in sql:
            # Whoever reads the text up to there sees another one than who reads on.
            raise self._refused("use NUL characters")
        self._check_spaces(sql)
        source = sql.encode()
        statements = _split(tokens_of(sql), len(source))
        for tokens, _ in statements:
            self._check_first_word(tokens)
        for tokens, end in statements:
            self._statement(source, tokens, end)

    def examine_name(self, name: TableName, *, changed: str) -> None:
        """Raise `AccessDenied` unless a relation of the store's own may be read, or changed as an object of a kind."""
        whole = (self._names.catalog, folded(name.schema), folded(name.name))
        if has_odd_spaces(name.schema + name.name):
            raise self._refused("use names with Unicode spaces")
        if whole[1] in BUILT_IN | PROTECTED_SCHEMAS and (changed or whole[1] != LEDGER_SCHEMA):
            raise self._refused(f"reach the schema {name.schema!r}")
        if changed:
            self._raise(self._names.refused_target(Target(changed, whole)))
        else:
            self._raise(self._names.refused_relation(whole, ()))

    def _check_first_word(self, tokens: Sequence[Token]) -> None:
        word = word_at(tokens, 0)
        if word is not None and word in REFUSED_UNPARSED:
            raise self._refused(f"run {word.upper()}")

    def _statement(self, source: bytes, tokens: Sequence[Token], end: int) -> None:
        self._check_first_word(tokens)
        kind = self._kind_of(source[tokens[0].start : end].decode())
        if kind not in KINDS[self._subject.role]:
            raise self._refused(f"run {kind} statements")
        if kind == "EXPLAIN":
            self._explained(source, tokens, end)
            return
        self._check_spelling(tokens)
        mentions = mentions_of(tokens)
        for target in targets_of(kind, tokens):
            self._raise(self._names.refused_target(target))
            if target.name in mentions.relations:
                # The first mention is the target itself; a second one would read it.
                mentions.relations.remove(target.name)
        self._check(mentions, tokens, kept=kind in ("CREATE", "ALTER"))

    def _kind_of(self, text: str) -> str:
        """DuckDB's kind of one statement. Around a PIVOT it puts a transaction and the making of a type."""
        with translated():
            parsed = read_statements(text)
        if len(parsed) == 1:
            return parsed[0].type.name
        pieces = [each for each in parsed if each.type.name != "TRANSACTION"]
        if not pieces or any(each.query for each in pieces) or any(each.type.name != "CREATE" for each in pieces[:-1]):
            raise self._refused("run this statement")
        return pieces[-1].type.name

    def _explained(self, source: bytes, tokens: Sequence[Token], end: int) -> None:
        """EXPLAIN may do what its statement may, since EXPLAIN ANALYZE runs it."""
        index = 1
        if word_at(tokens, index) == "(" and word_at(tokens, index + 1) not in ("select", "from", "with", "("):
            index = closing(tokens, index) + 1
        while word_at(tokens, index) in ("analyze", "verbose"):
            index += 1
        if index >= len(tokens):
            raise self._refused("run this EXPLAIN")
        self._statement(source, tokens[index:], end)

    def _check_spaces(self, text: str) -> None:
        if has_loose_spaces(text):
            raise self._refused("use Unicode spaces outside of quotes")

    def _check_spelling(self, tokens: Sequence[Token]) -> None:
        if any(token.quoted and has_odd_spaces(token.text or "") for token in tokens):
            raise self._refused("use names with Unicode spaces")

    def _check(self, mentions: Mentions, tokens: Sequence[Token], *, kept: bool) -> None:
        for call in mentions.calls:
            if not is_table(call, tokens):
                self._check_call(call, tokens, kept=kept)
        for name in mentions.relations:
            self._raise(self._names.refused_relation(name, mentions.defined))
        for text in mentions.strings:
            self._raise(self._names.refused_string(text))

    def _check_call(self, call: Call, tokens: Sequence[Token], *, kept: bool) -> None:
        name = call.name[-1]
        facts = self._names.facts()
        if call.name[0] == CATALOG_DATABASE and len(call.name) > 1 and name in facts.own_macros:
            return
        self._raise(refused_function(call, tokens, self._subject.role, kept=kept))
        self._check_constant(call, tokens)
        classes = function_classes()
        bodies = facts.macros.get(name, ())
        if not bodies and name not in classes.anyone | classes.writers | classes.checked:
            known = facts.own_macros | self._functions
            if not is_known(call, tokens, known, facts.keywords):
                raise SqlNameError(f"Function with name {'.'.join(call.name)} does not exist!", function=name)
        if bodies and name not in self._followed:
            self._followed.add(name)
            for body in bodies:
                self._inside(body)

    def _check_constant(self, call: Call, tokens: Sequence[Token]) -> None:
        """query() has a query in its string, query_table() a relation, nextval() a sequence that it changes."""
        name = call.name[-1]
        if name not in ("query", "query_table", "nextval"):
            return
        text = constant_argument(call, tokens)
        if text is None:
            raise self._refused(f"call {name}() with anything but one constant in single quotes")
        if name == "query":
            self._inside(text)
        elif name == "query_table":
            self._raise(self._names.refused_string(text))
        else:
            sequence, _ = name_at(tokens_of(text), 0)
            self._raise(self._names.refused_target(Target("sequence", sequence)))

    def _inside(self, text: str) -> None:
        """A text inside of the text: the body of a macro, the string of query()."""
        self._depth += 1
        self._check_spaces(text)
        tokens = tokens_of(text)
        if self._depth > _DEEPEST or any(token.kind is Kind.SYMBOL and token.text == ";" for token in tokens):
            raise self._refused("hide statements in one another")
        self._check_spelling(tokens)
        self._check(mentions_of(tokens), tokens, kept=True)
        self._depth -= 1

    def _raise(self, deed: str | None) -> None:
        if deed is not None:
            raise self._refused(deed)

    def _refused(self, deed: str) -> AccessDenied:
        subject = self._subject
        return AccessDenied(
            f"A {subject.role} may not {deed}.", hint="reedbed users list", user=subject.user, role=str(subject.role)
        )


def _split(tokens: Sequence[Token], length: int) -> list[tuple[list[Token], int]]:
    """The tokens of each statement, and the position where it ends."""
    found: list[tuple[list[Token], int]] = []
    current: list[Token] = []
    for token in tokens:
        if token.kind is Kind.SYMBOL and token.text == ";":
            found.append((current, token.start))
            current = []
        else:
            current.append(token)
    found.append((current, length))
    return [(statement, end) for statement, end in found if statement]
