"""The ways in which the API server constrains the value of one field, and how a schema says so.

A constraint is a word and the JSON Schema that decides it. The word is kept in the schema as
``x-podlint``; ``podlint/schema/explain.py`` makes a fault of it. Patterns are of the subset that
Python and Rust read alike; ``$`` in them is the end of the text, not of its last line. Compiling
them is most of what loading a schema costs, so there are few different ones: without classes such as
``[^/]*`` where ``not`` says it too, and with the empty text refused by ``minLength``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

Schema: TypeAlias = Mapping[str, Any]

MARKER = "x-podlint"
FIRST, LAST = 0, 99


@dataclass(frozen=True, slots=True)
class Constraint:
    """What the API server refuses for one value."""

    word: str
    schema: Schema
    since: int = FIRST
    """The first minor version that it holds for."""
    until: int = LAST
    """The last one."""

    def marked(self) -> dict[str, Any]:
        """The schema with its word."""
        return {**self.schema, MARKER: self.word}


def since(minor: int, constraint: Constraint) -> Constraint:
    """``constraint`` from that minor version on."""
    return replace(constraint, since=minor)


def until(minor: int, constraint: Constraint) -> Constraint:
    """``constraint`` up to that minor version."""
    return replace(constraint, until=minor)


# --- Numbers, lists and words ---------------------------------------------------------------------


def one_of(words: str) -> Constraint:
    """One of ``words``, and nothing else."""
    return Constraint("enum", {"enum": words.split()})


def default_or(words: str) -> Constraint:
    """One of ``words``, or the empty string, which the API takes for an absent value."""
    return Constraint("enum", {"enum": [*words.split(), ""]})


def between(least: int, most: int) -> Constraint:
    """A number from ``least`` to ``most``."""
    return Constraint("range", {"minimum": least, "maximum": most})


def at_least(least: int) -> Constraint:
    """A number that is not less than ``least``."""
    return Constraint("range", {"minimum": least})


def at_most_items(most: int) -> Constraint:
    """A list that is not longer than ``most``."""
    return Constraint("items", {"maxItems": most})


def text(word: str, pattern: str, most: int = 0) -> Constraint:
    """A text of some syntax, not empty, of at most ``most`` characters."""
    schema: dict[str, Any] = {"pattern": f"^({pattern})?$", "minLength": 1}
    return Constraint(word, schema | {"maxLength": most} if most else schema)


def without(word: str, pattern: str) -> Constraint:
    """A text in which ``pattern`` is found nowhere."""
    return Constraint(word, {"not": {"type": "string", "pattern": pattern}})


def filled(constraint: Constraint) -> Constraint:
    """``constraint``, and not the empty string."""
    return replace(constraint, schema={**constraint.schema, "minLength": 1})


def maybe(constraint: Constraint) -> Constraint:
    """``constraint``, or the empty string."""
    schema = {name: value for name, value in constraint.schema.items() if name != "minLength"}
    return replace(constraint, schema=schema)


def prefix(constraint: Constraint) -> Constraint:
    """What ``constraint`` takes, with or without hyphens at the end."""
    pattern = constraint.schema["pattern"].removesuffix(")?$")
    return replace(constraint, schema={**constraint.schema, "pattern": f"{pattern}-*)?$"})


NOT_EMPTY = Constraint("not-empty", {"minLength": 1})
NO_EMPTY_LIST = Constraint("not-empty", {"minItems": 1})
PORT = Constraint("port", {"minimum": 1, "maximum": 65535})
PORT_OR_ZERO = Constraint("port", {"minimum": 0, "maximum": 65535})
USER_ID = between(0, 2**31 - 1)
FILE_MODE = Constraint("file-mode", {"minimum": 0, "maximum": 0o777})

# --- Names ----------------------------------------------------------------------------------------

_LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_SUBDOMAIN = rf"{_LABEL}(\.{_LABEL})*"
_ANY_CASE = _SUBDOMAIN.replace("a-z", "A-Za-z")
_NAME_PART = "[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?"

DNS_LABEL = text("dns-label", _LABEL, 63)
DNS_1035_LABEL = text("dns-1035-label", "[a-z]([-a-z0-9]*[a-z0-9])?", 63)
DNS_SUBDOMAIN = text("dns-subdomain", _SUBDOMAIN, 253)
# Of a name that ends in a hyphen the server does not look at the character before it.
DNS_SUBDOMAIN_OR_PREFIX = Constraint(
    "dns-subdomain", {"pattern": f"^({_SUBDOMAIN}$|.*-$)", "maxLength": 253}
)
CRON_JOB_NAME = text("dns-subdomain", _SUBDOMAIN, 52)
DRIVER_NAME = text("dns-subdomain", _ANY_CASE, 63)
# Neither "." nor "..".
PATH_SEGMENT = text("path-segment", r"([^/%.][^/%]*|\.[^/%.][^/%]*|\.\.[^/%]+)")
LABEL_KEY = text("label-key", f"({_SUBDOMAIN}/)?{_NAME_PART}", 253 + 1 + 63)
ANNOTATION_KEY = text("annotation-key", f"({_ANY_CASE}/)?{_NAME_PART}", 253 + 1 + 63)
LABEL_VALUE = maybe(text("label-value", "[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?", 63))
# Nothing that begins with "..", and not ".".
CONFIG_KEY = text(
    "config-key", r"([-_a-zA-Z0-9][-._a-zA-Z0-9]*|\.[-_a-zA-Z0-9][-._a-zA-Z0-9]*)", 253
)
PORT_NAME = text("port-name", "([0-9]+-)*[0-9]*[a-z][a-z0-9]*(-[a-z0-9]+)*", 15)
STRICT_ENV_NAME = until(
    31, text("env-name", r"([-_a-zA-Z][-._a-zA-Z0-9]*|\.[-_a-zA-Z0-9][-._a-zA-Z0-9]*)")
)
RELAXED_ENV_NAME = since(32, text("relaxed-env-name", "[ -<>-~]+"))
HEADER_NAME = text("header-name", "[-A-Za-z0-9]+")
SYSCTL = text("sysctl", r"([a-z0-9]([-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?", 253)
_RESOURCES = "cpu$|memory$|ephemeral-storage$|hugepages-|[-A-Za-z0-9.]+/[A-Za-z0-9]"
RESOURCE_NAME = Constraint("resource-name", {"pattern": f"^({_RESOURCES})"})
# Up to 1.28 a claim for a volume says in the same words what it requests.
RESOURCE_OR_STORAGE = (
    until(28, Constraint("resource-name", {"pattern": f"^(storage$|{_RESOURCES})"})),
    since(29, RESOURCE_NAME),
)
QUOTA_RESOURCE = text(
    "quota-resource",
    r"((requests|limits)\.)?(cpu|memory|ephemeral-storage)|requests\.storage|pods|secrets|configmaps"
    r"|services(\.nodeports|\.loadbalancers)?|persistentvolumeclaims|replicationcontrollers"
    r"|resourcequotas|(requests\.)?hugepages-[-A-Za-z0-9_.]*|[-a-z0-9.]+/[-A-Za-z0-9_.]+",
)

PORT_OR_NAME = Constraint("port-or-name", {**PORT.schema, **PORT_NAME.schema})
PORT_OR_NAME_OR_DEFAULT = Constraint(
    "port-or-name", {**PORT_OR_ZERO.schema, **maybe(PORT_NAME).schema}
)

# --- Paths ----------------------------------------------------------------------------------------

PATH_WITHOUT_DOTS = filled(without("path-without-dots", r"(^|/)\.\.(/|$)"))
SUB_PATH = without("relative-path", r"^/|(^|/)\.\.(/|$)")
FILE_PATH = filled(without("file-path", r"^/|^\.\.|/\.\.(/|$)"))
ABSOLUTE_PATH = Constraint("absolute-path", {"pattern": "^/"})
ABSOLUTE_PATH_OR_NONE = Constraint("absolute-path", {"pattern": "^(/|$)"})

# --- Values ---------------------------------------------------------------------------------------

IMAGE = filled(without("image", "^[ \\t\\r\\n]|[ \\t\\r\\n]$"))
_BASE64 = r"[A-Za-z0-9+/][\r\n]*"
BASE64 = maybe(
    text(
        "base64",
        rf"[\r\n]*(({_BASE64}){{4}})*(({_BASE64}){{2}}=[\r\n]*=[\r\n]*|({_BASE64}){{3}}=[\r\n]*)?",
    )
)

# A number without digits is 0.
QUANTITY = text("quantity", r" *[-+]?[0-9]*(\.[0-9]*)?([eE][-+]?[0-9]+|[numkMGTPE]|[KMGTPE]i)? *")
QUANTITY_AT_LEAST_0 = Constraint(
    "quantity-at-least-0", {"not": {"type": "string", "pattern": r"^ *-[0.]*[1-9]"}, "minimum": 0}
)
QUANTITY_ABOVE_0 = Constraint(
    "quantity-above-0", {"pattern": r"^ *\+?[0.]*[1-9]", "exclusiveMinimum": 0}
)
INT_OR_PERCENT = Constraint("int-or-percent", {"minimum": 0, "pattern": "^[0-9]+%$"})
INT_OR_PERCENT_TO_100 = Constraint(
    "int-or-percent-to-100", {"minimum": 0, "pattern": "^0*([0-9]|[1-9][0-9]|100)%$"}
)

_BYTE = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_IPV4 = rf"({_BYTE}\.){{3}}{_BYTE}"
_SLOPPY_IPV4 = rf"(0*{_BYTE}\.){{3}}0*{_BYTE}"
# Two colons at least; what is between them is not looked at closely.
_IPV6 = "[0-9a-fA-F]*:[0-9a-fA-F:]*:[0-9a-fA-F:.]*"
_BITS = "(3[0-2]|[12]?[0-9])"
_BITS6 = "(12[0-8]|1[01][0-9]|[1-9]?[0-9])"


def by_version(word: str, pattern: str) -> tuple[Constraint, Constraint]:
    """``pattern`` with V4 and V6 in it; leading zeros of a byte are taken before 1.36."""
    pattern = pattern.replace("V6", _IPV6)
    return (
        until(35, text(word, pattern.replace("V4", _SLOPPY_IPV4))),
        since(36, text(word, pattern.replace("V4", _IPV4))),
    )


IP = by_version("ip", "V4|V6")
CIDR = by_version("cidr", f"V4/{_BITS}|V6/{_BITS6}")
SPACED_CIDR = by_version("cidr", rf"[ \t\r\n]*(V4/{_BITS}|V6/{_BITS6})[ \t\r\n]*")
CLUSTER_IP = tuple(maybe(each) for each in by_version("cluster-ip", "None|V4|V6"))
HOST = Constraint(
    "host",
    {
        "pattern": rf"^((\*\.)?{_SUBDOMAIN})?$",
        "maxLength": 253,
        "not": {"type": "string", "pattern": f"^{_SLOPPY_IPV4}$"},
    },
)
TLS_HOST = text("host", rf"(\*\.)?{_SUBDOMAIN}", 253)

# Anything but a quotation mark in the brackets.
_SUBSCRIPT = r"(labels|annotations)\['[ -&(-~]+'\]"
_ENV = rf"metadata\.(name|namespace|uid|{_SUBSCRIPT})|spec\.(nodeName|host|serviceAccountName)"
ENV_FIELD_PATH = (
    until(27, text("env-field-path", rf"{_ENV}|status\.(hostIP|podIPs?)")),
    since(28, text("env-field-path", rf"{_ENV}|status\.(hostIPs?|podIPs?)")),
)
FILE_FIELD_PATH = text(
    "file-field-path", rf"metadata\.(name|namespace|uid|labels|annotations|{_SUBSCRIPT})"
)
RESOURCE_FIELD = Constraint(
    "resource-field",
    {"pattern": r"^(limits|requests)\.(cpu$|memory$|ephemeral-storage$|hugepages-)"},
)
