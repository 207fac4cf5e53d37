"""The parts of a statement that can be told apart in its text, each with its place.

A node covers the characters from `start` to `end`; its children lie inside it, in order. What no node covers (white
space, comments, keywords) is kept as it is written, so that a statement changes only where a rule changes a node.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Node:
    """A piece of a statement without a meaning of its own."""

    start: int
    end: int
    children: list[Node]


@dataclass(slots=True)
class Constant(Node):
    """A string, a number or a parameter; `kind` is `string`, `number` or `parameter`."""

    kind: str = ""


@dataclass(slots=True)
class Name(Node):
    """A column, a table or a keyword that stands for a value; the parts are folded."""

    parts: tuple[str, ...] = ()
    quoted: bool = False


@dataclass(slots=True)
class Star(Node):
    """`*`, with what DuckDB lets follow it."""


@dataclass(slots=True)
class TypeName(Node):
    """A type: its folded name, the text between its parentheses, and how many dimensions of an array it has."""

    name: str = ""
    arguments: str = ""
    dimensions: int = 0
    fields: str = ""
    parts: tuple[str, ...] = ()


@dataclass(slots=True)
class Cast(Node):
    """`CAST(operand AS type)` and `operand::type`."""

    operand: Node
    type: TypeName
    safe: bool = False


@dataclass(slots=True)
class TypedLiteral(Node):
    """`type 'text'`; for an interval with its fields, as in `interval '1' day`."""

    type: TypeName
    constant: Constant


@dataclass(slots=True)
class Unary(Node):
    """An operator before its operand."""

    operator: str
    operand: Node


@dataclass(slots=True)
class Binary(Node):
    """An operator between two operands; operators of several words are joined by single spaces in lower case."""

    operator: str
    left: Node
    right: Node
    escape: Node | None = None


@dataclass(slots=True)
class Quantified(Node):
    """`ANY (…)`, `SOME (…)` or `ALL (…)` on the right of an operator; `inner` is a query or an expression."""

    every: bool
    inner: Node


@dataclass(slots=True)
class Test(Node):
    """`operand IS …`, ISNULL, NOTNULL; `words` are what follows the operand."""

    operand: Node
    words: str


@dataclass(slots=True)
class Between(Node):
    """`operand [NOT] BETWEEN [SYMMETRIC] low AND high`."""

    operand: Node
    low: Node
    high: Node
    negated: bool
    symmetric: bool


@dataclass(slots=True)
class Group(Node):
    """Expressions in parentheses."""

    items: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Brackets(Node):
    """A list: `ARRAY[…]`, or DuckDB's `[…]`."""

    items: list[Node] = field(default_factory=list)
    array: bool = False


@dataclass(slots=True)
class Argument(Node):
    """One argument of a call: its value, the keyword before it (`from`, `for`, …), or its own name."""

    value: Node
    keyword: str = ""


@dataclass(slots=True)
class Call(Node):
    """A function call; `name_end` is where its name ends and `close` where its closing parenthesis stands.

    `tail` says that FILTER, OVER or WITHIN GROUP follow the parenthesis. `returning` and `nulls` are what SQL's own
    constructors of documents say (`JSON_OBJECT('a': 1 ABSENT ON NULL RETURNING jsonb)`), which are `standard` then.
    """

    parts: tuple[str, ...] = ()
    arguments: list[Argument] = field(default_factory=list)
    name_end: int = 0
    close: int = 0
    distinct: bool = False
    ordered: bool = False
    tail: bool = False
    windowed: bool = False
    standard: bool = False
    returning: str = ""
    nulls: str = ""

    @property
    def name(self) -> str:
        """The name without its schema."""
        return self.parts[-1]


@dataclass(slots=True)
class Case(Node):
    """`CASE … END`; `results` are what follows each THEN, and ELSE."""

    otherwise: Node | None = None
    results: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Subscript(Node):
    """`operand[index]` and `operand[low:high]`."""

    operand: Node


@dataclass(slots=True)
class Field(Node):
    """`(operand).name` and `(operand).*`, where the name is `*`."""

    operand: Node
    name: str = ""


@dataclass(slots=True)
class Item(Node):
    """One entry of a select list or of RETURNING."""

    value: Node
    alias: Name | None = None
    named: bool = True


@dataclass(slots=True)
class Source(Node):
    """One entry of FROM: a table, a function or a query, with its alias and the names of its columns.

    `kinds` are the types of the columns of a record, which is `typed`.
    """

    value: Node
    alias: Name | None = None
    columns: tuple[str, ...] = ()
    kinds: tuple[TypeName, ...] = ()
    ordinality: bool = False
    typed: bool = False
    only: tuple[int, int] | None = None


@dataclass(slots=True)
class Query(Node):
    """A statement, or a query in parentheses; `items` is the select list that names its columns.

    An independent one cannot look at the columns of a query around it; a combined one has UNION or its like.
    """

    items: list[Item] = field(default_factory=list)
    verb: str = ""
    parenthesised: bool = False
    independent: bool = False
    combined: bool = False
    order_start: int = -1
    makes_table: bool = False
    common: list[CommonTable] = field(default_factory=list)
    recursive: bool = False


@dataclass(slots=True)
class CommonTable:
    """One query of WITH: its name, the names of its columns as written in brackets, and where it ends with them."""

    name: str
    head: str
    end: int
    query: Query


@dataclass(slots=True)
class Values(Node):
    """`VALUES` with its rows; `width` is the number of columns."""

    width: int = 0


@dataclass(slots=True)
class Clause(Node):
    """A clause that a rule looks at: its kind, and what it names."""

    kind: str = ""
    words: tuple[str, ...] = ()
