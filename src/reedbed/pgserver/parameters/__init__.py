"""What a statement takes and gives, found out without running it: types of parameters, names and types of columns."""

from reedbed.pgserver.parameters.description import describe
from reedbed.pgserver.parameters.inference import infer_parameter_types

__all__ = ["describe", "infer_parameter_types"]
