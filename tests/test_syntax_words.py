"""What syntax-error says of a text that does not parse, and where."""

from __future__ import annotations

import pytest

from podlint.engine import lint_text

TEXT = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: web}
data:
  text: VALUE
  more: ""
"""


@pytest.mark.parametrize(
    ("value", "column", "words"),
    [
        (r'"\d"', None, "no escape is written like this"),
        (r'"\x4"', None, "this escape has too few hexadecimal digits"),
        ("'it's'", 13, "the value has ended before this"),
        ('"x" y', 13, "the value has ended before this"),
        ("a: b", 10, 'a second ": " stands in one plain value'),
        ("\n    a: b\n   c: d", None, "this line does not fit the indentation"),
    ],
)
def test_words(value: str, column: int | None, words: str) -> None:
    (finding,) = lint_text(TEXT.replace("text: VALUE", f"text: {value}"), "web.yaml")
    assert finding.message.startswith(words)
    assert column in (None, finding.span.column)
