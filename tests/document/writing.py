"""Random YAML, written together with the data that it stands for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from podlint.document.scalars import is_ambiguous

T = TypeVar("T")
Choose = Callable[[Sequence[Any]], Any]

PLAIN: tuple[tuple[str, Any], ...] = (
    ("a", "a"),
    ("nginx:1.27", "nginx:1.27"),
    ("a b", "a b"),
    ("1", 1),
    ("0755", 493),
    ("1.50", 1.5),
    ("1e3", 1000),
    ("yes", True),
    ("off", False),
    ("~", None),
    ("12:30", "12:30"),
    ("2024-01-01", "2024-01-01"),
    ("a#b", "a#b"),
    ("-a", "-a"),
    ("é日本", "é日本"),
    ("😀 e\u0301", "😀 e\u0301"),
)
QUOTED: tuple[tuple[str, Any], ...] = (
    ('""', ""),
    ("''", ""),
    ('"1"', "1"),
    ("'yes'", "yes"),
    ('"# no comment"', "# no comment"),
    ("'it''s # none'", "it's # none"),
    ('"\\u00e9\\n\\"😀"', 'é\n"😀'),
    ('"{a: [b]}"', "{a: [b]}"),
)
KEYS: tuple[tuple[str, str], ...] = (
    ("a", "a"),
    ("b-c", "b-c"),
    ("n", "false"),
    ("1", "1"),
    ("1.50", "1.5"),
    ('"q # q"', "q # q"),
    ("'s: s'", "s: s"),
    ("😀", "😀"),
    ("日本", "日本"),
    ("x y", "x y"),
)
LINES = ("x", "# no comment", "k: v", "- i", "  deeper", "😀 日本", "--- ", "a\tb", "'\"")


class Writer:
    """Writes one document; ``choose`` picks one of several."""

    def __init__(self, choose: Choose, *, regular: bool = False) -> None:
        self.choose = choose
        self.regular = regular
        """Whether to write no anchors, aliases and merges, and nothing ambiguous."""
        self.plain = [each for each in PLAIN if not regular or not is_ambiguous(each[0])]
        self.keys = [each for each in KEYS if not regular or not is_ambiguous(each[0])]
        self.anchors: list[tuple[str, Any]] = []
        self.named = 0

    def document(self) -> tuple[str, Any]:
        """A document that begins at column 1, with a line end at its end."""
        write = self.choose((self.mapping, self.mapping, self.sequence))
        text, data = write(0, 3)
        return self.comments(0) + text, data

    def comments(self, indent: int) -> str:
        return self.choose(("", "", "", "\n", " " * indent + "# c\n", "# c: {\n"))  # type: ignore[no-any-return]

    def end(self) -> str:
        return self.choose(("\n", "\n", " # c\n", "  #\n", " \n"))  # type: ignore[no-any-return]

    def anchor(self) -> str:
        if self.regular or self.choose((True, True, True, False)):
            return ""
        self.named += 1
        return f"a{self.named}"

    def mapping(self, indent: int, depth: int) -> tuple[str, Any]:
        text, data = "", {}
        keys = list(self.keys)
        sources = [each for each in self.anchors if isinstance(each[1], dict)]
        if sources and self.choose((True, False)):
            name, source = self.choose(sources)
            text += " " * indent + f"<<: *{name}" + self.end()
            data.update(source)
            keys = [key for key in keys if key[1] not in data]
        for _ in range(self.choose((1, 1, 2, 3))):
            if not keys:
                break
            key = self.choose(keys)
            keys.remove(key)
            written, value = self.value(indent, depth, in_mapping=True)
            text += " " * indent + key[0] + ":" + written + self.comments(indent)
            data[key[1]] = value
        return text, data

    def sequence(self, indent: int, depth: int) -> tuple[str, Any]:
        text, data = "", []
        for _ in range(self.choose((1, 2, 3))):
            if depth and self.choose((True, False, False)):
                inner, value = self.choose((self.mapping, self.sequence))(indent + 2, depth - 1)
                written = " " + inner[indent + 2 :]
            else:
                written, value = self.value(indent, depth, in_mapping=False)
            text += " " * indent + "-" + written + self.comments(indent)
            data.append(value)
        return text, data

    def value(self, indent: int, depth: int, *, in_mapping: bool) -> tuple[str, Any]:
        """What stands behind ``key:`` or ``-`` up to the line end of its last line."""
        ways = [self.scalar, self.scalar, self.block_scalar, self.empty, self.flow_line]
        if self.anchors:
            ways.append(self.alias)
        if depth:
            ways += [self.nested, self.nested]
        return self.choose(ways)(indent, depth, in_mapping)  # type: ignore[no-any-return]

    def scalar(self, indent: int, depth: int, in_mapping: bool) -> tuple[str, Any]:
        name = self.anchor()
        many = ("a\n" + " " * (indent + 2) + "b", "a b")
        quoted = ('"a\n' + " " * (indent + 1) + '# b"', "a # b")
        written, value = self.choose((*self.plain, *QUOTED, many, quoted))
        if name:
            self.anchors.append((name, value))
            written = f"&{name} {written}"
        return f" {written}{self.end()}", value

    def block_scalar(self, indent: int, depth: int, in_mapping: bool) -> tuple[str, Any]:
        chomping = self.choose(("", "-", "+"))
        first = self.choose([line for line in LINES if line[0] != " "])
        lines = [first, *(self.choose(("", *LINES)) for _ in range(self.choose((0, 1, 3))))]
        lines.append("end")
        blank = self.choose((0, 0, 2))
        pad = " " * (indent + self.choose((1, 2, 5)))
        text = "".join(pad + line + "\n" if line else "\n" for line in lines) + "\n" * blank
        value = "\n".join(lines)
        value += {"": "\n", "-": "", "+": "\n" * (1 + blank)}[chomping]
        text += " " * indent + "# blank lines behind it are none of its\n"
        return f" |{chomping}{self.choose(('', ' # c', '  # c: |'))}\n{text}", value

    def empty(self, indent: int, depth: int, in_mapping: bool) -> tuple[str, Any]:
        return self.end(), None

    def alias(self, indent: int, depth: int, in_mapping: bool) -> tuple[str, Any]:
        name, value = self.choose(self.anchors)
        return f" *{name}{self.end()}", value

    def flow_line(self, indent: int, depth: int, in_mapping: bool) -> tuple[str, Any]:
        name = self.anchor()
        written, value = self.flow(indent + 1, 2)
        if name:
            self.anchors.append((name, value))
            written = f"&{name} {written}"
        return f" {written}{self.end()}", value

    def flow(self, indent: int, depth: int) -> tuple[str, Any]:
        space = self.choose(("", " ", "\n" + " " * indent, " # c\n" + " " * indent))
        if self.choose((True, False)):
            items = [self.flow_value(indent, depth) for _ in range(self.choose((0, 1, 2)))]
            inner = f",{space or ' '}".join(written for written, _ in items)
            return f"[{space}{inner}{space}]", [value for _, value in items]
        keys = [self.choose(self.keys[:3]), self.choose(self.keys[3:])][: self.choose((0, 1, 2))]
        entries = [(*key, *self.flow_value(indent, depth)) for key in keys]
        inner = f",{space or ' '}".join(f"{entry[0]}: {entry[2]}" for entry in entries)
        return f"{{{space}{inner}{space}}}", {entry[1]: entry[3] for entry in entries}

    def flow_value(self, indent: int, depth: int) -> tuple[str, Any]:
        if depth and self.choose((True, False, False)):
            return self.flow(indent, depth - 1)
        return self.choose((*self.plain, *QUOTED))  # type: ignore[no-any-return]

    def nested(self, indent: int, depth: int, in_mapping: bool) -> tuple[str, Any]:
        name = self.anchor()
        if self.choose((True, False)):
            inner = indent + self.choose((1, 2, 4))
            text, value = self.mapping(inner, depth - 1)
        else:
            inner = indent + self.choose((0, 2) if in_mapping else (1, 2))
            text, value = self.sequence(inner, depth - 1)
        if name:
            self.anchors.append((name, value))
        return (f" &{name}" if name else "") + self.end() + self.comments(inner) + text, value
