"""Text that Kubernetes does not read, or reads otherwise than it looks.

## What it does

Reports what kubectl and the API server refuse to read: YAML that does not parse, bytes that are no
text, a null or a collection as a key, `.inf` and `.nan`, text after `---`, an alias that leads
nowhere or blows the document up. It also reports what they read in silence and differently: a
document after `...`, which they never see, and unknown tags, which they drop.

## Why it matters

`kubectl apply -f` stops at the first document that it cannot read and leaves the rest of the file
unapplied. A document after `...` is worse: nothing fails, and the object is never created.

## What to do instead

Mend the text at the place shown. Each document is read on its own, so the findings before and after
the broken one are complete.

## When it is fine

Never. A template that only becomes YAML when it is rendered is not reported but skipped and counted:
render it first, then lint the result.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from podlint.rule import Bad, Fault, Good, Manifest, Problem, Rule, Severity, SyntaxFault

_REFUSED = "Kubernetes refuses the document"

_PARSER_WORDS = (
    ("found character '\\t'", "a tab stands where only spaces may: YAML does not indent with tabs"),
    ("mapping values are not allowed", 'a second ": " stands in one plain value; quote the value'),
    (
        "unknown escape character",
        "no escape is written like this: double the backslash, or use single quotes",
    ),
    ("hexdecimal number", "this escape has too few hexadecimal digits"),
    ("invalid Unicode character escape", "this escape stands for no character"),
    ("text behind a value", "the value has ended before this; quote all of it"),
    ("quoted scalar", "this quote is never closed"),
    ("block sequence entries are not allowed", 'a "- " cannot stand here'),
    ("expected '-' indicator", "this line does not fit the indentation of the list it stands in"),
    ("expected key", "this line does not fit the indentation of the mapping it stands in"),
    ("expected ':'", 'this line is no key: the ": " is missing'),
    ("expected ',' or ']'", "a list in [ ] is not closed, or a comma is missing before this"),
    ("expected ',' or '}'", "a mapping in { } is not closed, or a comma is missing before this"),
    ("expected <document start>", "the text goes on after the document has ended"),
    ("expected node content", "a value is missing here"),
    ("could not find expected ':'", 'this line is no key: the ": " is missing'),
)

_START = re.compile(r"found character ('.') that cannot start any token")

_WORDS = {
    "decode": ("{detail}; save the file as UTF-8", Severity.ERROR),
    "separator": ('text after "---": {detail}; only a comment may follow it', Severity.ERROR),
    "directive": (
        "a % directive; Kubernetes reads the text before --- as a document",
        Severity.ERROR,
    ),
    "null-key": ("the key is null", Severity.ERROR),
    "collection-key": ("the key is a mapping or a list", Severity.ERROR),
    "not-json": ("{detail} is no number in JSON", Severity.ERROR),
    "unknown-anchor": ("no anchor &{detail} stands before this alias", Severity.ERROR),
    "recursive-alias": ("the anchor &{detail} holds itself", Severity.ERROR),
    "merge": ("<< merges mappings, and this is none", Severity.ERROR),
    "tag": ("{detail}", Severity.ERROR),
    "alias-bomb": ("aliases blow the document up, by way of *{detail}", Severity.ERROR),
}


class UnreadableText(Rule):
    """Words the faults of reading."""

    id = "syntax-error"
    group = "syntax"
    summary = "text that Kubernetes does not read, or reads otherwise than it looks"
    severity = Severity.ERROR
    claims = (SyntaxFault,)
    examples = (
        Bad(
            title="A line that fits no indentation",
            text="""\
apiVersion: v1
kind: ConfigMap
metadata:
  name: web
 labels: {app: web}  # expect: syntax-error
""",
            no_twin="it is not YAML, so it has no JSON twin",
        ),
        Bad(
            title="A document that is silently lost",
            text="""\
apiVersion: v1
kind: Namespace
metadata:
  name: shop
...
# expect+1: syntax-error
apiVersion: v1
kind: Namespace
metadata:
  name: staging
""",
            no_twin="only YAML has a document end marker",
        ),
        Bad(
            title="A key that is null",
            text="""\
apiVersion: v1
kind: ConfigMap
metadata:
  name: web
data:
  null: "1"  # expect: syntax-error
""",
            no_twin="JSON has no null keys",
        ),
        Good(
            title="One document after another",
            text="""\
apiVersion: v1
kind: Namespace
metadata:
  name: shop
---
apiVersion: v1
kind: Namespace
metadata:
  name: staging
""",
        ),
    )

    def check_fault(self, fault: Fault, manifest: Manifest | None) -> Iterator[Problem]:
        assert isinstance(fault, SyntaxFault)
        if fault.problem == "parse":
            yield Problem(fault.place, f"{_parser_words(fault.detail)}; {_REFUSED}")
        elif fault.problem == "lost-document":
            yield Problem(
                fault.place,
                "the document has ended before this, and Kubernetes reads no further: "
                "what stands here is silently lost",
                help='begin a new document with a line "---", or mend the indentation',
            )
        elif fault.problem == "unknown-tag":
            yield Problem(
                fault.place,
                f"the tag {fault.detail} means nothing to Kubernetes: it reads a plain string",
                severity=Severity.WARNING,
            )
        elif fault.problem == "depth":
            yield Problem(fault.place, "it is nested too deeply for podlint to read it")
        elif fault.problem == "json-like":
            yield Problem(
                fault.place,
                "the file begins with { and is not JSON: kubectl before 1.33 refuses it",
                help='begin the file with a line "---"',
                severity=Severity.WARNING,
            )
        else:
            words, severity = _WORDS[fault.problem]
            detail = fault.detail if len(fault.detail) <= 60 else fault.detail[:57] + "..."
            message = f"{words.format(detail=detail)}; {_REFUSED}"
            yield Problem(fault.place, message, severity=severity)


def _parser_words(detail: str) -> str:
    for part, words in _PARSER_WORDS:
        if part in detail:
            return words
    start = _START.search(detail)
    return f"a plain value cannot begin with {start[1]}; quote it" if start else detail
