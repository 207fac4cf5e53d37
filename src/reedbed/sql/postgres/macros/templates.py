"""Numbers by the templates of `to_char` and `to_number`."""

# ruff: noqa: E501 - SQL is broken where it reads well
from __future__ import annotations

from typing import Final

MACROS: Final[dict[str, str]] = {
    "group_digits": "(digits) AS reverse(rtrim(regexp_replace(reverse(digits), '(\\d{3})', '\\1,', 'g'), ','))",
    "digits_of": """(a, whole, decimals) AS split_part(
        CAST(CAST(round(abs(CAST(a AS DECIMAL(38, 10))), decimals) AS DECIMAL(38, 10)) AS VARCHAR), '.', 1)""",
    "decimals_of": """(a, decimals) AS left(split_part(
        CAST(CAST(round(abs(CAST(a AS DECIMAL(38, 10))), decimals) AS DECIMAL(38, 10)) AS VARCHAR), '.', 2), decimals)""",
    "whole_text": """(digits, whole, zeros, groups) AS CASE
        WHEN zeros > 0 THEN CASE WHEN groups THEN reedbed_catalog.dialect.group_digits(lpad(digits, CAST(greatest(zeros, length(digits)) AS INTEGER), '0'))
                            ELSE lpad(digits, CAST(greatest(zeros, length(digits)) AS INTEGER), '0') END
        WHEN digits = '0' AND whole >= 0 THEN CASE WHEN zeros < 0 THEN '0' ELSE '' END
        WHEN groups THEN reedbed_catalog.dialect.group_digits(digits) ELSE digits END""",
    "text_width": "(whole, decimals, groups) AS CAST(whole + CASE WHEN decimals > 0 THEN decimals + 1 ELSE 0 END + CASE WHEN groups THEN (whole - 1) // 3 ELSE 0 END AS INTEGER)",
    "signed_text": """(a, whole, decimals, fill, sign, body, overflows, groups) AS CASE
        WHEN a IS NULL THEN NULL
        WHEN fill THEN CASE WHEN a < 0 THEN CASE sign WHEN 'MI' THEN body || '-' WHEN 'PR' THEN '<' || body || '>' ELSE '-' || body END
            ELSE CASE sign WHEN 'S' THEN '+' || body ELSE body END END
        ELSE CASE sign
            WHEN 'MI' THEN lpad(body, reedbed_catalog.dialect.text_width(whole, decimals, groups), ' ') || CASE WHEN a < 0 THEN '-' ELSE ' ' END
            WHEN 'PR' THEN CASE WHEN a < 0 THEN lpad('<' || body || '>', reedbed_catalog.dialect.text_width(whole, decimals, groups) + 2, ' ')
                ELSE ' ' || lpad(body, reedbed_catalog.dialect.text_width(whole, decimals, groups), ' ') || ' ' END
            ELSE lpad(CASE WHEN a < 0 THEN '-' WHEN sign = 'S' THEN '+' ELSE ' ' END
                || CASE WHEN overflows THEN repeat('#', whole) || CASE WHEN decimals > 0 THEN '.' || repeat('#', decimals) ELSE '' END ELSE body END,
                reedbed_catalog.dialect.text_width(whole, decimals, groups) + 1, ' ') END END""",
    "number_text": """(a, whole, zeros, decimals, kept, groups, fill, sign) AS
        reedbed_catalog.dialect.signed_text(a, whole, decimals, fill, sign,
            reedbed_catalog.dialect.whole_text(reedbed_catalog.dialect.digits_of(a, whole, decimals), whole, zeros, groups)
            || CASE WHEN decimals = 0 THEN ''
               WHEN fill THEN '.' || left(reedbed_catalog.dialect.decimals_of(a, decimals),
                   greatest(kept, length(rtrim(reedbed_catalog.dialect.decimals_of(a, decimals), '0'))))
               ELSE '.' || reedbed_catalog.dialect.decimals_of(a, decimals) END,
            length(reedbed_catalog.dialect.digits_of(a, whole, decimals)) > greatest(whole, 1), groups)""",
    "to_number": """(a, template) AS CAST(CASE WHEN contains(a, '-') OR contains(a, '<') THEN '-' ELSE '' END
        || regexp_replace(a, '[^0-9.]', '', 'g') AS DECIMAL(38, 10))""",
}
