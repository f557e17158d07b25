"""What the constraints of the schema data say, in words."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from podlint.rule import InvalidValueFault, Place

_LONGEST = 60
_QUANTITY = re.compile(r"\s*([-+]?[0-9.]+)\s*([kKmMgGtTpPeE])i?[bB]?\s*")


class _Syntax(NamedTuple):
    """How a text must be written."""

    name: str
    rule: str
    mend: Callable[[str], str] | None = None
    """Makes a right text of a wrong one; what it makes is shown if it is not empty."""


def words(fault: InvalidValueFault) -> tuple[str, str]:
    """The message and the help of a value that breaks a constraint, one line each."""
    say = _SAYINGS.get(fault.constraint)
    if say is None:
        say = _syntax if fault.constraint in _SYNTAXES else _other
    return say(fault)


# --- Parts of a sentence --------------------------------------------------------------------------


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f'{text[: _LONGEST - 4]}..."'


def _subject(fault: InvalidValueFault) -> str:
    """The field and its value, or the key of a map; of a list or a mapping the field alone."""
    if fault.value is None:
        return fault.field or "the object"
    key = isinstance(fault.place, Place) and fault.place.part == "key"
    return f"{fault.field}: {'the key ' if key else ''}{_shown(fault.value)}"


def _bounds(least: int | None, most: int | None) -> str:
    """What is allowed: ``1 to 3``, ``3 at most``, ``1 or more``; nothing where it is not known."""
    if least is not None and most is not None:
        return f"{least} to {most}"
    if most is not None:
        return f"{most} at most"
    return "" if least is None else f"{least} or more"


def _listed(several: Sequence[str], last: str) -> str:
    return f" {last} ".join(filter(None, (", ".join(several[:-1]), several[-1])))


def _nearest(value: str, allowed: Sequence[str]) -> str:
    """The word that was meant, or nothing."""
    from difflib import get_close_matches

    by_case = {word.lower(): word for word in allowed}
    found = get_close_matches(value.lower(), by_case, n=1)
    return by_case[found[0]] if found else ""


# --- Enumerations, ranges and lists ---------------------------------------------------------------


def _enum(fault: InvalidValueFault) -> tuple[str, str]:
    if len(fault.allowed) == 1:
        message = f"{_subject(fault)} is not {fault.allowed[0]}"
    else:
        message = f"{_subject(fault)} is none of {', '.join(fault.allowed)}"
    nearest = _nearest(str(fault.value), fault.allowed)
    if nearest:
        return f'{message}; did you mean "{nearest}"?', f"write {nearest}"
    return message, f"write {_listed(fault.allowed, 'or')}"


def _range(fault: InvalidValueFault) -> tuple[str, str]:
    least, most = fault.minimum, fault.maximum
    if least == 0 and most is None:
        return f"{_subject(fault)} is negative", "write 0 or more"
    bounds = _bounds(least, most)
    return f"{_subject(fault)} is out of range{bounds and f' ({bounds})'}", ""


def _file_mode(fault: InvalidValueFault) -> tuple[str, str]:
    message = f"{_subject(fault)} is no file mode (0 to 0777, in decimal 511)"
    digits = str(fault.value)
    if re.fullmatch("[0-7]{3}", digits):
        return message, f"write 0{digits}, or in decimal {int(digits, 8)}"
    return message, ""


def _port(fault: InvalidValueFault) -> tuple[str, str]:
    return f"{_subject(fault)} is no port number ({fault.minimum} to {fault.maximum})", ""


def _port_or_name(fault: InvalidValueFault) -> tuple[str, str]:
    if not isinstance(fault.value, str):
        return f"{_subject(fault)} is no port number (1 to 65535)", ""
    if fault.value.isdigit():
        message = f"{_subject(fault)} in quotes is the name of a port, and no name without a letter"
        return message, f"write {fault.value} without quotes"
    return _broken(fault, _SYNTAXES["port-name"], 15)


def _count(fault: InvalidValueFault) -> tuple[str, str]:
    what = {"items": "items", "properties": "fields", "length": "characters"}[fault.constraint]
    wrong = "has the wrong number of" if fault.minimum is not None else "has too many"
    return f"{_subject(fault)} {wrong} {what} ({_bounds(fault.minimum, fault.maximum)})", ""


def _not_empty(fault: InvalidValueFault) -> tuple[str, str]:
    if fault.value is None:
        return f"{_subject(fault)} is empty, and at least one is needed", ""
    return f"{fault.field} is empty", ""


def _pattern(fault: InvalidValueFault) -> tuple[str, str]:
    return f"{_subject(fault)} does not match {' '.join(fault.allowed)}", ""


def _multiple_of(fault: InvalidValueFault) -> tuple[str, str]:
    return f"{_subject(fault)} is no multiple of {' '.join(fault.allowed)}", ""


def _unique(fault: InvalidValueFault) -> tuple[str, str]:
    return f"{_subject(fault)} has an item twice", ""


def _one_of(fault: InvalidValueFault) -> tuple[str, str]:
    if not fault.allowed:
        return f"{_subject(fault)} is none of the forms that it may have", ""
    return f"{_subject(fault)} needs one of {', '.join(fault.allowed)}, and no second", ""


def _other(fault: InvalidValueFault) -> tuple[str, str]:
    help = f"write {_listed(fault.allowed, 'or')}" if fault.allowed else ""
    return f"{_subject(fault)} is not what the API server takes", help


# --- Values of several types ----------------------------------------------------------------------


def _quantity(fault: InvalidValueFault) -> tuple[str, str]:
    message = f"{_subject(fault)} is no quantity"
    match = _QUANTITY.fullmatch(str(fault.value))
    if match is None:
        return message, "write a number with a suffix such as 100m, 1G or 1Gi"
    number, letter = match[1], match[2].upper()
    if "i" in str(fault.value):
        return message, f"write {number}{letter}i"
    decimal = "k" if letter == "K" else letter
    return f"{message}: write {number}{letter}i or {number}{decimal}", ""


def _quantity_at_least_0(fault: InvalidValueFault) -> tuple[str, str]:
    return f"{_subject(fault)} is negative", "write 0 or more"


def _quantity_above_0(fault: InvalidValueFault) -> tuple[str, str]:
    return f"{_subject(fault)} is not above 0", ""


def _percent(fault: InvalidValueFault) -> tuple[str, str]:
    value = fault.value
    if not isinstance(value, str):
        return f"{_subject(fault)} is negative", "write 0 or more"
    if value.isdigit():
        message = f"{_subject(fault)} in quotes is neither a number nor a percentage"
        return message, f"write {value} without quotes, or {value}%"
    if re.fullmatch("[0-9]+%", value):
        return f"{_subject(fault)} is more than 100%", ""
    return f"{_subject(fault)} is neither a number nor a percentage such as 25%", ""


def _base64(fault: InvalidValueFault) -> tuple[str, str]:
    # What it says may be a secret.
    message = f"{fault.field} is not encoded in base64"
    return message, "encode it, or put it under stringData where it is a Secret's text"


# --- Syntaxes -------------------------------------------------------------------------------------


def _syntax(fault: InvalidValueFault) -> tuple[str, str]:
    return _broken(fault, _SYNTAXES[fault.constraint], fault.maximum)


def _broken(fault: InvalidValueFault, syntax: _Syntax, most: int | None) -> tuple[str, str]:
    value = fault.value if isinstance(fault.value, str) else str(fault.value)
    if not value:
        return f"{_subject(fault)} is no {syntax.name}: it is empty", ""
    if most is not None and len(value) > most:
        long = f"{len(value)} characters, and {most} at most are allowed"
        return f"{_subject(fault)} is too long for a {syntax.name}: {long}", ""
    mended = syntax.mend(value) if syntax.mend else ""
    help = f'write "{mended}"' if mended and mended != value else ""
    return f"{_subject(fault)} is no {syntax.name}: {syntax.rule}", help


def _as_label(value: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", value.lower()).strip("-")[:63].rstrip("-")


def _as_subdomain(value: str) -> str:
    parts = (_as_label(part) for part in value.split("."))
    return ".".join(filter(None, parts))


def _as_port_name(value: str) -> str:
    name = _as_label(value)
    return name if len(name) <= 15 and re.search("[a-z]", name) else ""


def _as_label_value(value: str) -> str:
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", value).strip("-_.")[:63].rstrip("-_.")


def _as_env_name(value: str) -> str:
    name = re.sub(r"[^A-Za-z0-9_]+", "_", value)
    return f"_{name}" if name[:1].isdigit() else name


def _as_host(value: str) -> str:
    return _as_subdomain(re.sub(r"^[a-z]+://|[:/].*$", "", value)) if "*" not in value else ""


_ENDS = "a letter or digit at both ends"
_KEY = f'letters, digits, "-", "_" and ".", {_ENDS}, at most 63; before it a DNS name and "/" may stand'
_ENV_FIELDS = (
    "metadata.name, metadata.namespace, metadata.uid, metadata.labels['key'],"
    " metadata.annotations['key'], spec.nodeName, spec.serviceAccountName, status.hostIP(s) or"
    " status.podIP(s)"
)
_FILE_FIELDS = (
    "metadata.name, metadata.namespace, metadata.uid, metadata.labels or metadata.annotations"
)
_SYNTAXES = {
    "dns-label": _Syntax("DNS label", f'only a-z, 0-9 and "-", {_ENDS}', _as_label),
    "dns-1035-label": _Syntax(
        "name of a Service", 'only a-z, 0-9 and "-", a letter first, no "-" last', _as_label
    ),
    "dns-subdomain": _Syntax(
        "DNS name", f'only a-z, 0-9, "-" and ".", {_ENDS} of each part', _as_subdomain
    ),
    "host": _Syntax(
        "host name",
        'a DNS name, or "*." before one, without scheme, port and path, and no address',
        _as_host,
    ),
    "path-segment": _Syntax("name", 'it may hold neither "/" nor "%", and be neither "." nor ".."'),
    "label-key": _Syntax("qualified name", _KEY),
    "annotation-key": _Syntax("qualified name", _KEY),
    "label-value": _Syntax(
        "label value", f'only letters, digits, "-", "_" and ".", {_ENDS}', _as_label_value
    ),
    "config-key": _Syntax("key of a ConfigMap or Secret", 'only letters, digits, "-", "_" and "."'),
    "port-name": _Syntax(
        "port name", 'only a-z, 0-9 and single "-", at least one letter', _as_port_name
    ),
    "env-name": _Syntax(
        "name of a variable", 'only letters, digits, "_", "-" and ".", no digit first', _as_env_name
    ),
    "relaxed-env-name": _Syntax(
        "name of a variable", 'only printable ASCII characters but "="', _as_env_name
    ),
    "header-name": _Syntax("name of a header", 'only letters, digits and "-"'),
    "sysctl": _Syntax("name of a sysctl", 'only a-z, 0-9, "-" and "_" between "." or "/"'),
    "resource-name": _Syntax(
        "resource of a container", "cpu, memory, ephemeral-storage, hugepages-SIZE or DOMAIN/NAME"
    ),
    "quota-resource": _Syntax(
        "resource of a quota",
        "such as pods, requests.cpu, limits.memory, count/NAME or DOMAIN/NAME",
    ),
    "path-without-dots": _Syntax("path", 'it may not hold ".."'),
    "relative-path": _Syntax("relative path", 'without "/" in front and without ".."'),
    "file-path": _Syntax("relative path", 'without "/" in front and without ".."'),
    "absolute-path": _Syntax("absolute path", 'it begins with "/"'),
    "image": _Syntax("image", "spaces stand around it", str.strip),
    "ip": _Syntax("IP address", "one looks like 192.0.2.1 or 2001:db8::1"),
    "cluster-ip": _Syntax("cluster IP", "that is None, or an address such as 10.96.0.10"),
    "cidr": _Syntax("block of addresses", "one looks like 192.0.2.0/24 or 2001:db8::/64"),
    "env-field-path": _Syntax("field for a variable", _ENV_FIELDS),
    "file-field-path": _Syntax("field for a file", _FILE_FIELDS),
    "resource-field": _Syntax(
        "resource field",
        "limits. or requests. and cpu, memory, ephemeral-storage or hugepages-SIZE",
    ),
}
_SAYINGS: dict[str, Callable[[InvalidValueFault], tuple[str, str]]] = {
    "base64": _base64,
    "enum": _enum,
    "file-mode": _file_mode,
    "int-or-percent": _percent,
    "int-or-percent-to-100": _percent,
    "items": _count,
    "length": _count,
    "multiple-of": _multiple_of,
    "not-empty": _not_empty,
    "one-of": _one_of,
    "pattern": _pattern,
    "port": _port,
    "port-or-name": _port_or_name,
    "properties": _count,
    "quantity": _quantity,
    "quantity-above-0": _quantity_above_0,
    "quantity-at-least-0": _quantity_at_least_0,
    "range": _range,
    "unique": _unique,
}
