"""Conversions between types as Snowflake makes them, in macros for DuckDB, whose own take and give other texts.

https://docs.snowflake.com/en/sql-reference/data-type-conversion and, of dates,
https://docs.snowflake.com/en/sql-reference/date-time-input-output

Each takes a value of any type, which it looks at once: a macro that names its argument twice doubles with each one in
it. What fails is an error of number and subject, which `problem` reads, or NULL where that is asked for (`tries`).
"""

from __future__ import annotations

import re

from spcs_local.engine.problems import Failure, Problem, Unsupported

# variables of DuckDB's: where the session is, and a parameter that has moments be read or written otherwise
ZONE, UNUSUAL = "~zone", "~unusual"
MOST_SCALE = 37
MOST_DIGITS = 38
_NUMBER = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_FLOATING = rf"{_NUMBER}|(?i)nan|[+-]?inf(?:inity)?"
_DATE = r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"
_TIME = r"(?:[01]?[0-9]|2[0-3])(?::[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{0,9})?)?)?"
_OFFSET = r" ?(?:Z|[+-][0-9]{2}(?::?[0-9]{2})?)"
_STRING = r'"(?:[^"\\]|\\.)*"'


def _let(name: str, value: str, body: str) -> str:
    """What `body` comes to where `name` stands for a value, which is looked at once."""
    return f"list_transform([{value}], lambda {name}: ({body}))[1]"


def _macro(name: str, parameters: str, body: str) -> str:
    """A macro whose body calls its first parameter `it`."""
    return f"CREATE MACRO {name}({parameters}) AS {_let('it', parameters.split(', ')[0], body)}"


_WRITTEN = "CAST(it AS VARCHAR)"
_AS_JSON = f"TRY_CAST({_WRITTEN} AS JSON)"
_KIND = """CASE typeof(it) WHEN 'VARCHAR' THEN 'text' WHEN 'DOUBLE' THEN 'float' WHEN 'BOOLEAN' THEN 'boolean'
    WHEN 'JSON' THEN 'variant' WHEN 'DATE' THEN 'moment' WHEN 'TIMESTAMP' THEN 'moment'
    WHEN 'TIMESTAMP WITH TIME ZONE' THEN 'instant' ELSE 'number' END"""
_TEXT_OF = f"""CASE WHEN kind = 'variant' THEN json_extract_string({_AS_JSON}, '$') ELSE trim({_WRITTEN}) END"""
_IS_BOOLEAN = f"(kind = 'boolean' OR (kind = 'variant' AND {_WRITTEN} IN ('true', 'false')))"
_IS_USUAL = f"""CASE getvariable('{UNUSUAL}') WHEN '' THEN true
    ELSE error('~000000~A date or time beside ' || getvariable('{UNUSUAL}')) END"""
_UNKNOWN = "'000000~A cast of such a value'"


def _reading(name: str, parameters: str, value: str, body: str, **errors: str) -> str:
    """A macro that reads the `text` of a value of some `kind` as a `value`: `body`, or an error by kind without it."""
    cases = " ".join(f"WHEN '{kind}' THEN {error}" for kind, error in errors.items())
    fail = f"CASE WHEN tries THEN NULL ELSE error('~' || CASE kind {cases} ELSE {_UNKNOWN} END) END"
    read = f"CASE WHEN text IS NOT NULL THEN {_let('found', value, f'CASE WHEN {body} ELSE {fail} END')} END"
    return _macro(name, parameters, _let("kind", _KIND, _let("text", _TEXT_OF, read)))


# digits of a floating number: nine behind the point, 15 in all, as far as public sources tell
_DIGITS = """CREATE MACRO snowflake_digits(it) AS (CASE WHEN isnan(it) THEN 'NaN' WHEN isinf(it) THEN
    CASE WHEN it > 0 THEN 'inf' ELSE '-inf' END
    ELSE format('{:.{}g}', it, CASE WHEN abs(it) < 10 THEN 10 WHEN abs(it) >= 100000 THEN 15
        ELSE CAST(floor(log10(abs(it))) AS INTEGER) + 10 END) END)"""
_LOCAL = f"timezone(getvariable('{ZONE}'), {{}})"
_ZONED = _let(
    "minutes",
    "datediff('minute', timezone('UTC', it), there)",
    """strftime(there, '%Y-%m-%d %H:%M:%S.%g') || CASE WHEN minutes < 0 THEN ' -' ELSE ' +' END
    || lpad(CAST(abs(minutes) // 60 AS VARCHAR), 2, '0') || lpad(CAST(abs(minutes) % 60 AS VARCHAR), 2, '0')""",
)
_INSTANT = _macro("snowflake_instant", "given", _let("there", _LOCAL.format("it"), _ZONED))
_TEXT = _macro(
    "snowflake_text",
    "given",
    f"""CASE typeof(it)
    WHEN 'TIMESTAMP WITH TIME ZONE' THEN
        CASE WHEN {_IS_USUAL} THEN snowflake_instant(TRY_CAST({_WRITTEN} AS TIMESTAMPTZ)) END
    WHEN 'TIMESTAMP' THEN
        CASE WHEN {_IS_USUAL} THEN strftime(TRY_CAST({_WRITTEN} AS TIMESTAMP), '%Y-%m-%d %H:%M:%S.%g') END
    WHEN 'DOUBLE' THEN snowflake_digits(TRY_CAST({_WRITTEN} AS DOUBLE))
    WHEN 'JSON' THEN CASE WHEN json_type({_AS_JSON}) = 'DOUBLE' AND contains({_WRITTEN}, 'e')
        THEN snowflake_digits(TRY_CAST({_WRITTEN} AS DOUBLE)) ELSE json_extract_string({_AS_JSON}, '$') END
    WHEN 'BLOB' THEN hex(TRY_CAST(it AS BLOB))
    WHEN 'DATE' THEN CASE WHEN {_IS_USUAL} THEN {_WRITTEN} END
    ELSE {_WRITTEN} END""",
)
_SIZED = _macro(
    "snowflake_varchar",
    "given, most, tries",
    "CASE WHEN length(it) <= most THEN it WHEN NOT tries THEN error('~100078~' || it) END",
)
_TRUE, _FALSE = "('true', 't', 'yes', 'y', 'on', '1')", "('false', 'f', 'no', 'n', 'off', '0')"
_BOOLEAN = _reading(
    "snowflake_boolean",
    "given, tries",
    f"""CASE WHEN kind IN ('float', 'number') THEN TRY_CAST(text AS DOUBLE) <> 0
        WHEN kind IN ('moment', 'instant') THEN NULL
        WHEN lower(text) = 'true' OR (kind <> 'variant' AND lower(text) IN {_TRUE}) THEN true
        WHEN lower(text) = 'false' OR (kind <> 'variant' AND lower(text) IN {_FALSE}) THEN false END""",
    "found IS NOT NULL THEN found",
    text=f"'100037~' || {_WRITTEN}",
    variant=f"'100071~' || {_WRITTEN} || ' to BOOLEAN'",
)
_FLOAT = _reading(
    "snowflake_float",
    "given, tries",
    f"""CASE WHEN {_IS_BOOLEAN} THEN CASE text WHEN 'true' THEN 1e0 ELSE 0e0 END
        WHEN regexp_full_match(text, '{_FLOATING}') THEN TRY_CAST(text AS DOUBLE) END""",
    "found IS NOT NULL THEN found",
    text=f"'100038~' || {_WRITTEN}",
    variant=f"'100071~' || {_WRITTEN} || ' to REAL'",
)


def _number(scale: int) -> str:
    """Of so many digits behind the point, `digits` in all."""
    kind = f"DECIMAL({MOST_DIGITS}, {scale})" if scale else "HUGEINT"
    too_large = f"'100046~(' || digits || ',{scale}){{nullable}}, value ' || {_WRITTEN}"
    return _reading(
        f"snowflake_number{scale}",
        "given, digits, tries",
        f"""CASE WHEN {_IS_BOOLEAN} THEN CASE text WHEN 'true' THEN 1 ELSE 0 END
            WHEN kind = 'float' THEN TRY_CAST(CAST(round(TRY_CAST(text AS DOUBLE), {scale}) AS VARCHAR) AS {kind})
            WHEN regexp_full_match(text, '{_NUMBER}') THEN TRY_CAST(text AS {kind}) END""",
        f"length(regexp_extract(CAST(found AS VARCHAR), '^-?0*([0-9]*)', 1)) <= digits - {scale} THEN found",
        text=f"CASE WHEN regexp_full_match(text, '{_NUMBER}') THEN '100039~' ELSE '100038~' END || {_WRITTEN}",
        variant=f"'100071~' || {_WRITTEN} || ' to FIXED'",
        float=too_large,
        number=too_large,
    )


_KEYS = f"regexp_extract_all({{}}, '{_STRING}\\s*:')"
_LONG = "len(list_filter(regexp_extract_all(bare, '[0-9]+[.][0-9]+'), lambda found: length(found) > 16)) > 0"
_WHOLES = f"regexp_replace(ordered, '({_STRING})|[.]0([,}}\\]]|$)', '\\1\\2', 'g')"
_EXPONENT = r"\s*-?(?:0|[1-9][0-9]*)(?:[.][0-9]+)?[eE][+-]?[0-9]+\s*"
# by the page on PARSE_JSON a number with an exponent is a DOUBLE, and looks so; amid others DuckDB forgets which it was
_DOUBLE = f"regexp_full_match(it, '{_EXPONENT}') AND isfinite(TRY_CAST(it AS DOUBLE))"
_JSON_PROBLEM = f"""CASE WHEN {_DOUBLE} THEN NULL WHEN ordered IS NULL THEN '100069~'
    WHEN regexp_matches(bare, ',\\s*[}}\\]]|NaN|Inf|/') THEN '000000~JSON that is written this freely'
    WHEN regexp_matches(bare, '[0-9][eE]|[0-9]{{19}}') OR {_LONG}
        THEN '000000~A number of JSON that has an exponent or this many digits'
    WHEN len({_KEYS.format("it")}) > len({_KEYS.format("ordered")})
        THEN '100069~: duplicate object attribute' END"""
_PARSED = f"""CASE WHEN {_DOUBLE} THEN CAST(format('{{:.15e}}', TRY_CAST(it AS DOUBLE)) AS JSON)
    WHEN problem IS NULL THEN CAST({_WHOLES} AS JSON)
    WHEN regexp_full_match(it, '\\s*null\\s*') THEN CAST('null' AS JSON)
    WHEN NOT tries THEN error('~' || problem) END"""
# keys come in order, each once; what is whole is written so
_JSON = _macro(
    "snowflake_json",
    "given, tries",
    "CASE WHEN NOT regexp_full_match(it, '\\s*') THEN "
    + _let(
        "bare",
        f"regexp_replace(it, '{_STRING}', 's', 'g')",  # without its texts
        _let(
            "ordered",
            "CAST(CAST(CAST(TRY_CAST(it AS JSON) AS VARIANT) AS JSON) AS VARCHAR)",
            _let("problem", _JSON_PROBLEM, _PARSED),
        ),
    )
    + " END",
)
_VARIANT = _macro(
    "snowflake_variant",
    "given",
    "CASE WHEN typeof(it) LIKE 'TIMESTAMP%' THEN to_json(snowflake_text(it)) ELSE to_json(it) END",
)
_SENT = _macro(
    "snowflake_sent",  # a value with its type; a VARIANT is JSON
    "given",
    f"json_array(typeof(it), CASE typeof(it) WHEN 'JSON' THEN {_WRITTEN} ELSE snowflake_text(it) END)",
)
_EPOCH = "epoch_ms(0) + to_microseconds(TRY_CAST({} AS BIGINT))".format(
    _let(
        "whole",
        "TRY_CAST(text AS HUGEINT)",
        """CASE WHEN abs(whole) < 31536000000 THEN whole * 1000000 WHEN abs(whole) < 31536000000000 THEN whole * 1000
        WHEN abs(whole) < 31536000000000000 THEN whole ELSE whole // 1000 END""",
    )
)
# a text without its zone, and with minutes, as DuckDB wants them
_NAIVE = f"""regexp_replace(regexp_replace(text, '(:[0-9.]+|[ T][0-9]{{1,2}}){_OFFSET}$', '\\1'),
    '([ T][0-9]{{1,2}})$', '\\1:00')"""
_MOMENT = f"""CASE WHEN kind = 'moment' THEN TRY_CAST(text AS TIMESTAMP)
    WHEN kind = 'instant' THEN {_LOCAL.format("TRY_CAST(text AS TIMESTAMPTZ)")}
    WHEN kind NOT IN ('text', 'variant') OR NOT ({_IS_USUAL}) THEN NULL
    WHEN regexp_full_match(text, '{_DATE}(?:[ T]{_TIME}(?:{_OFFSET})?)?') THEN TRY_CAST({_NAIVE} AS TIMESTAMP)
    WHEN regexp_full_match(text, '-?[0-9]{{1,18}}') THEN {_EPOCH}
    WHEN regexp_full_match(text, '[0-9]{{2}}/[0-9]{{2}}/[0-9]{{4}}') THEN try_strptime(text, '%m/%d/%Y')
    WHEN regexp_full_match(text, '[0-9]{{2}}-[A-Za-z]{{3}}-[0-9]{{4}}') THEN try_strptime(text, '%d-%b-%Y') END"""
_OWN_ZONE = f"""ltrim(regexp_replace(regexp_extract(text, '[0-9]({_OFFSET})$', 1),
    '([+-][0-9]{{2}}):?([0-9]{{2}})$', '\\1:\\2'))"""
_LTZ = f"""CASE WHEN regexp_full_match(text, '{_DATE}[ T]{_TIME}{_OFFSET}')
        THEN TRY_CAST(CAST(({_MOMENT}) AS VARCHAR) || {_OWN_ZONE} AS TIMESTAMPTZ)
    WHEN regexp_full_match(text, '-?[0-9]{{1,18}}') THEN timezone('UTC', {_MOMENT})
    ELSE {_LOCAL.format(_MOMENT)} END"""


def _moment(name: str, number: int, label: str, value: str, shown: str = "found") -> str:
    return _reading(
        name,
        "given, tries",
        value,
        f"found IS NOT NULL THEN {shown}",
        text=f"'{number}~' || {_WRITTEN}",
        variant=f"'100071~' || {_WRITTEN} || ' to {label}'",
    )


MACROS = (
    *(_DIGITS, _INSTANT, _TEXT, _SIZED, _BOOLEAN, _FLOAT, _JSON, _VARIANT, _SENT),
    *(_number(scale) for scale in range(MOST_SCALE + 1)),
    _moment("snowflake_date", 100040, "DATE", _MOMENT, "CAST(found AS DATE)"),
    _moment("snowflake_ntz", 100035, "TIMESTAMP_NTZ", _MOMENT),
    _moment("snowflake_ltz", 100035, "TIMESTAMP_LTZ", _LTZ),
)
_RAISED = re.compile(r"~([0-9]{6})~(.*)", re.DOTALL)
_SENTENCES = {
    100035: ("22007", "Timestamp '{}' is not recognized"),
    100037: ("22018", "Boolean value '{}' is not recognized"),
    100038: ("22018", "Numeric value '{}' is not recognized"),
    100039: ("22003", "Numeric value '{}' is out of range"),
    100040: ("22007", "Date '{}' is not recognized"),
    100046: ("22003", "Number out of representable range: type FIXED[SB16]{}"),
    100069: ("22P02", "Error parsing JSON{}"),
    100071: ("22000", "Failed to cast variant value {}"),
    100078: ("22000", "String '{}' is too long and would be truncated"),
}


def problem(text: str) -> Problem | None:
    """What a macro raised."""
    raised = _RAISED.search(text)
    if raised is None:
        return None
    if not int(raised[1]):
        return Unsupported(raised[2])
    sqlstate, sentence = _SENTENCES[int(raised[1])]
    return Failure(int(raised[1]), sqlstate, sentence.format(raised[2]))
