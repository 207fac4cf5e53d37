"""Values that do not fit the wire: parameters, rows of COPY, arrays that PostgreSQL cannot hold."""

from __future__ import annotations

from reedbed.errors.root import ReedbedError


class WireValueError(ReedbedError, ValueError):
    """A value from a client, or for one, that its type on the wire cannot hold."""

    code = "VAL000"


class TextMalformed(WireValueError):
    """A text is no value of the type it is sent as.

    Mend: send the value as PostgreSQL writes that type, or declare the parameter as text.
    """

    code = "VAL001"


class BinaryMalformed(WireValueError):
    """Bytes are no value of the type they are sent as: a wrong length, or a wrong inside.

    Mend: send the parameter in text format, or as the type that was declared for it.
    """

    code = "VAL002"


class WireValueOutOfRange(WireValueError):
    """A number or a moment is outside of what its type holds.

    Mend: choose a wider type.
    """

    code = "VAL003"


class MomentOutOfRange(WireValueError):
    """A date or time has a field that no calendar or clock has, such as month 13.

    Mend: send an existing date or time, in ISO 8601 when in doubt.
    """

    code = "VAL004"


class ArrayRagged(WireValueError):
    """A list of lists of different lengths has no binary form, because PostgreSQL's arrays are rectangular.

    Mend: ask for text format, or select the column as JSON: `column::json`.
    """

    code = "VAL005"


class CopyMalformed(WireValueError):
    """A row of COPY does not have the format, or not the columns, that were announced.

    Mend: correct the line that the message names, or the options of COPY.
    """

    code = "VAL006"


class CopyOptionInvalid(WireValueError):
    """An option of COPY has a value that it does not take, or does not go with another.

    Mend: correct the option that the message names.
    """

    code = "VAL007"


class ParameterUntyped(WireValueError):
    """Nothing tells the type of a parameter: the statement does not use it, and the client declared none.

    Mend: number the parameters without gaps, or declare the type of each.
    """

    code = "VAL008"
