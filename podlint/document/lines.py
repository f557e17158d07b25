"""From lines to plain data: the quickest way, for documents as nearly everybody writes them.

Block mappings and sequences whose keys are plain words, scalars of one line, literal blocks, and flow
collections that begin and end on one line: such a text is read line by line, without a parser. At the
first thing that could mean anything else this gives up with ``Irregular``, and the events of the parser
are composed instead. So every construct that is read here is one that libyaml, ruamel and Kubernetes
read alike, and nothing is accepted that one of them refuses.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from itertools import islice
from typing import Any

from podlint.document.words import Irregular, keys, regular_key, regular_scalar, scalars

_QUOTED = r"\"[^\"\\\n]*\"|'[^'\n]*'(?!')"
_LINE = re.compile(
    r"^( *)"  # indentation
    r"(?:(- +)?"  # an item
    r"(?:([A-Za-z_/][A-Za-z0-9_./-]{0,250}):(?![^ \n]) *)?"  # a key
    r"(?:([A-Za-z0-9_/.$(+](?:[^\n :#]|:(?![ \n])|#| +(?![ #\n]))*"  # a plain scalar
    r"|-[A-Za-z0-9_/.$(+-](?:[^\n :#]|:(?![ \n])|#| +(?![ #\n]))*)"
    rf"|({_QUOTED})"
    r"|([^\n #][^\n]*))?"  # what has to be looked at
    r"(?: +#[^\n]*| *)$"
    r"|#[^\n]*$)",
    re.M,
)
_FLOW = re.compile(
    rf" *(?:([\[{{])|([\]}}])|(,)|({_QUOTED})"
    r"|((?:[A-Za-z0-9_/.$]|-[A-Za-z0-9_/.$-])[A-Za-z0-9_/.$()+=@%*-]*))(: )?"
)
_ANY = -1
"""An indentation that no line has."""
_LONG = 1 << 20
_LONGEST_KEY = 250
"""With what is around it; parsers refuse keys that end after more than 1,024 characters."""
_DEEPEST = 100
_DEEPEST_FLOW = 20


def compose_lines(text: str) -> Any:
    """The data of a piece of one document; ``text`` ends with a line end.

    Raises:
        Irregular: it has to be read in another way.
    """
    if not is_usual(text):
        raise Irregular
    lines = iter(_LINE.findall(text)) if len(text) < _LONG else _lines_of(text)
    # The collections that the next line may belong to, each with its indentation, and the innermost.
    collections: list[Any] = []
    indents: list[int] = []
    root: dict[str, Any] | None = None
    top: Any = None
    now = _ANY  # the indentation at which another key of it follows
    waiting = ""  # its last key, if that has no value yet
    done = 0  # lines
    rows: list[str] = []  # all of them, once a literal block asks for it
    for spaces, dash, key, plain, quoted, rest in lines:
        done += 1
        indent = len(spaces)
        if indent != now or dash:
            if not (key or dash or plain or quoted or rest):
                continue
            if waiting:
                last = indents[-1]
                if indent > last or (dash and indent == last):
                    child: Any = [] if dash else {}
                    top[waiting] = child
                    collections.append(child)
                    indents.append(indent)
                waiting = ""
            elif root is None:
                root = {}
                collections.append(root)
                indents.append(indent)
            while indents and indents[-1] > indent:
                indents.pop()
                collections.pop()
            if not indents or indents[-1] != indent or len(indents) > _DEEPEST:
                raise Irregular
            top = collections[-1]
            if dash:
                if top.__class__ is not list:
                    raise Irregular
                if not key:
                    top.append(_value(plain, quoted, rest))
                    now = _ANY
                    continue
                item: dict[str, Any] = {}
                top.append(item)
                top = item
                now = indent + len(dash)
                collections.append(item)
                indents.append(now)
            else:
                if top.__class__ is list:  # it begins where the key before it does
                    indents.pop()
                    collections.pop()
                    if not indents or indents[-1] != indent:
                        raise Irregular
                    top = collections[-1]
                now = indent
        if not key:
            if plain or quoted or rest:
                raise Irregular
            continue
        name = keys.get(key) or regular_key(key)
        if name in top:
            raise Irregular
        if plain:
            top[name] = scalars[plain] if plain in scalars else regular_scalar(plain)
        elif quoted:
            top[name] = quoted[1:-1]
        elif not rest:
            top[name] = None
            waiting, now = name, _ANY
        elif rest[0] == "|":
            rows = rows or text.split("\n")
            top[name], last = _literal(rows, done, now, rest)
            deque(islice(lines, last - done), 0)
            done = last
        else:
            top[name] = _flow(rest)
    if root is None:
        raise Irregular
    return root


def _lines_of(text: str) -> Iterator[Any]:
    """What ``findall`` gives, one by one: slower, and it does not take fifteen times the memory."""
    return (match.groups("") for match in _LINE.finditer(text))


def is_usual(text: str) -> bool:
    """Whether there are only letters that any parser takes as they are, and one document.

    What is not printable to Python is a control character, or a space or line end of other scripts.
    """
    return (
        text.replace("\n", "").isprintable()
        and "\n---" not in text
        and "\n..." not in text
        and not text.startswith(("---", "..."))
    )


def _value(plain: str, quoted: str, rest: str) -> Any:
    """The value of an item that stands on its line."""
    if plain:
        return scalars[plain] if plain in scalars else regular_scalar(plain)
    return quoted[1:-1] if quoted else _flow(rest)


def _literal(lines: list[str], start: int, outer: int, mark: str) -> tuple[str, int]:
    """The text of the literal block that begins with ``mark``, and how many lines end with it.

    ``start`` lines come before its text, and ``outer`` is the indentation of the key that it belongs to.
    """
    end = {"|": "\n", "|-": ""}.get(mark.rstrip(" "))
    following = map(lines.__getitem__, range(start, len(lines)))  # to come there costs nothing
    first = next((line for line in following if line.strip(" ")), "")
    inner = len(first) - len(first.lstrip(" "))
    if end is None or inner <= outer:
        raise Irregular
    content: list[str] = []
    for line in map(lines.__getitem__, range(start, len(lines))):
        indent = len(line) - len(line.lstrip(" "))
        if indent == len(line):
            if indent > inner:
                raise Irregular
        elif indent < inner:
            if indent > outer:
                raise Irregular
            break
        content.append(line[inner:])
    last = start + len(content)
    while not content[-1]:
        content.pop()
    return "\n".join(content) + end, last


def _flow(text: str) -> Any:
    """The collection that a line holds, with a comment behind it."""
    value, end, is_key = _flow_value(text, 0, _DEEPEST_FLOW)
    behind = text[end:]
    left = behind.lstrip(" ")
    if is_key or text[0] not in "[{" or (left and not (left[0] == "#" and behind[0] == " ")):
        raise Irregular
    return value


def _flow_value(text: str, start: int, levels: int) -> tuple[Any, int, bool]:
    """A value, where it ends, and whether it is the key of another one."""
    match = _FLOW.match(text, start)
    if match is None or not levels:
        raise Irregular
    opening, closing, comma, quoted, plain, colon = match.groups()
    if closing or comma or (colon and (opening or match.end() - start > _LONGEST_KEY)):
        raise Irregular
    if quoted:
        return quoted[1:-1], match.end(), bool(colon)
    if plain:
        if colon:
            return keys.get(plain) or regular_key(plain), match.end(), True
        return scalars[plain] if plain in scalars else regular_scalar(plain), match.end(), False
    inside = _flow_items if opening == "[" else _flow_entries
    value, end = inside(text, match.end(), levels)
    return value, end, False


def _flow_items(text: str, end: int, levels: int) -> tuple[list[Any], int]:
    items: list[Any] = []
    match = _FLOW.match(text, end)
    if match is not None and match[2] == "]" and not match[6]:
        return items, match.end()
    while True:
        value, end, is_key = _flow_value(text, end, levels - 1)
        items.append(value)
        closed, end = _after(text, end, "]")
        if is_key:
            raise Irregular
        if closed:
            return items, end


def _flow_entries(text: str, end: int, levels: int) -> tuple[dict[str, Any], int]:
    entries: dict[str, Any] = {}
    match = _FLOW.match(text, end)
    if match is not None and match[2] == "}" and not match[6]:
        return entries, match.end()
    while True:
        key, end, is_key = _flow_value(text, end, levels - 1)
        if not is_key or key in entries:
            raise Irregular
        value, end, is_key = _flow_value(text, end, levels - 1)
        entries[key] = value
        closed, end = _after(text, end, "}")
        if is_key:
            raise Irregular
        if closed:
            return entries, end


def _after(text: str, start: int, bracket: str) -> tuple[bool, int]:
    """What stands behind a value: whether it is the closing bracket, and where that ends."""
    match = _FLOW.match(text, start)
    if match is None or match[6] or (match[2] != bracket and not match[3]):
        raise Irregular
    return not match[3], match.end()
