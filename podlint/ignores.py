"""Finding the ignores of a file, and how far each one reaches."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Final, NamedTuple

from podlint.directive import ANNOTATION, IGNORE_FILE, Directive, Word, annotated, directives
from podlint.document import Comment, Document, Scope, Source
from podlint.kubernetes import Manifest, workloads
from podlint.model import Mark, Path, Place, SuppressedBy
from podlint.model.lazy import pattern
from podlint.model.record import replace
from podlint.place import named_path
from podlint.suppress import Ignore, Name, Nowhere, Spot

MARKER: Final = "podlint"
_ANYWHERE = (0, 0), (1 << 60, 0)
_NOWHERE = (0, 0), (0, 0)
_HEAD = pattern(r"(?:---)?[ \t]*(?:#[^\r\n]*)?(?:\r\n|[\r\n]|\Z)")
_COMMENT = pattern(r"(?:(?<=\s)|^)#[^\r\n]*", re.M)
_FILE = Scope(0, 0, ())
"""Stands for the whole file."""
_NO_WORD = Word("", 0, 0)
_STEPS = ("metadata", "annotations", ANNOTATION)


class Linted(NamedTuple):
    """A document, what was made of it, and which of its objects have no schema."""

    document: Document
    objects: Sequence[Manifest]
    unjudged: frozenset[Path]


def ignores(linted: Sequence[Linted], passed: Sequence[Document]) -> Iterator[Ignore]:
    """The ignores of a file, in the order of its documents.

    Args:
        linted: the documents of the file, but those that are
        passed: which are templates, so that nobody can say what their comments are about.
    """
    source = next((each.document.source for each in linted), None)
    if source is None or MARKER not in source.text.lower():
        return
    head = _head_end(source.text)
    stretches = [(each.start, each.start + len(each.text)) for each in passed]
    for each in linted:
        document = each.document
        stretches.append((document.start, document.start + len(document.text)))
        if MARKER in document.text.lower():
            finder = _Finder(source, head, linted, each)
            yield from finder.comments()
            yield from finder.annotations()
    yield from _between(source, head, linted, sorted(stretches))


def _head_end(text: str) -> int:
    """Where the comments end that a file begins with."""
    end = 0
    while end < len(text) and (match := _HEAD.match(text, end)) and match.end() > end:
        end = match.end()
    return end


def _between(
    source: Source, head: int, every: Sequence[Linted], stretches: list[tuple[int, int]]
) -> Iterator[Ignore]:
    """The ignores outside of every document that has content."""
    position = 0
    for start, end in [*stretches, (len(source.text), len(source.text))]:
        for comment in _raw_comments(source, position, start):
            yield from _Finder(source, head, every).comment(comment, None, "nothing-there")
        position = max(position, end)


def _raw_comments(source: Source, start: int, end: int) -> Iterator[Comment]:
    """What looks like a comment in a text that no parser has read."""
    for match in _COMMENT.finditer(source.text, start, end):
        line, column = source.position(match.start())
        yield Comment(line, column, match[0], alone=False)


class _Finder:
    """Finds the ignores of one document, or of the text between two."""

    def __init__(
        self, source: Source, head: int, every: Sequence[Linted], linted: Linted | None = None
    ) -> None:
        self.source = source
        self.head = head
        self.every = every
        """All that was linted of the file."""
        self.linted = linted

    def comments(self) -> Iterator[Ignore]:
        """Those in comments."""
        assert self.linted is not None
        document = self.linted.document
        if not document.readable:
            end = document.start + len(document.text)
            for comment in _raw_comments(self.source, document.start, end):
                yield from self.comment(comment, None, "unread")
            return
        by_line: dict[int, list[Scope]] = {}
        for each in document.layout.scopes():
            by_line.setdefault(self.source.position(each.start)[0], []).append(each)
        for comment in document.layout.comments:
            alone = comment.alone or self.is_behind_dash(comment)
            scope = _below(comment, by_line) if alone else _beside(comment, by_line)
            yield from self.comment(comment, scope, "" if scope else "nothing-there")

    def is_behind_dash(self, comment: Comment) -> bool:
        """Whether only dashes stand before it, so that the item begins on a line below."""
        return not self.source.line_text(comment.line)[: comment.column - 1].strip(" \t-")

    def comment(self, comment: Comment, scope: Scope | None, nowhere: Nowhere) -> Iterator[Ignore]:
        """The ignores in one comment; ``scope`` is what stands beside or below it."""
        if MARKER not in comment.text.lower():
            return
        base = self.source.offset(comment.line, comment.column)
        is_certain = self.linted is not None and self.linted.document.readable
        for directive in directives(comment.text):
            own, why = scope, nowhere
            if directive.verb.text == IGNORE_FILE:
                own = _FILE
                why = "" if base < self.head else "not-at-the-top"
            found = self.ignore("comment", directive, base, own, why)
            if is_certain:
                mark = Mark(comment.line, comment.column, len(comment.text))
                found = replace(found, text=comment.text, comment=mark, directive=directive)
            yield found

    def annotations(self) -> Iterator[Ignore]:
        """Those in annotations of objects and of Pod templates."""
        assert self.linted is not None
        found: dict[Path, tuple[Path, Mapping[str, object]]] = {}
        for manifest in self.linted.objects:
            if ANNOTATION in manifest.annotations:
                found[(*manifest.path, *_STEPS)] = manifest.path, manifest.annotations
            for workload in workloads(manifest):
                annotations = workload.metadata.get("annotations")
                if isinstance(annotations, dict) and ANNOTATION in annotations:
                    base = workload.pod_path[:-1]
                    found.setdefault((*base, *_STEPS), (base, annotations))
        if found:
            scopes = {each.path: each for each in self.linted.document.layout.scopes()}
            for path, (owner, values) in found.items():
                value, alone = values[ANNOTATION], len(values) == 1
                yield from self.annotation(path, scopes.get(owner), value, alone=alone)

    def annotation(
        self, path: Path, scope: Scope | None, value: object, *, alone: bool
    ) -> Iterator[Ignore]:
        """The ignores in the value of one annotation, which reaches all of ``scope``.

        ``alone`` says that there is no other annotation beside it.
        """
        assert self.linted is not None
        place = self.linted.document.layout.span(Place(path))
        base = self.source.offset(place.line, place.column)
        width = place.end_column - place.column
        why: Nowhere = "" if scope else "nothing-there"
        wrong = Directive(_NO_WORD, (), "", None, None, 0, width, width, -1, "text")
        found = annotated(value) if isinstance(value, str) else iter((wrong,))
        written = _Written(self.source, base)
        for directive in found:
            own = written.shifted(directive) if directive.names else replace(directive, end=width)
            ignore = self.ignore("annotation", own, base, scope, why)
            yield replace(
                ignore,
                path=path,
                text=value if isinstance(value, str) else "",
                annotation=path[:-1] if alone else path,
                directive=directive,
            )

    def ignore(
        self,
        by: SuppressedBy,
        directive: Directive,
        base: int,
        scope: Scope | None,
        nowhere: Nowhere,
    ) -> Ignore:
        """The Ignore that a directive makes, whose offsets count from ``base``."""
        until = directive.until_word
        reach = _NOWHERE
        if scope and not nowhere and not directive.flaw:
            reach = self.source.position(scope.start), self.source.position(scope.end)
            reach = _ANYWHERE if scope is _FILE else reach
        touched = list(self.touched(scope))
        return Ignore(
            by=by,
            names=tuple(
                Name(each.text, self.spot(base + each.start, base + each.end))
                for each in directive.names
            ),
            reason=directive.reason,
            until=directive.until,
            spot=self.spot(base + directive.start, base + directive.end),
            file=self.source.file,
            verb=directive.verb.text,
            flaw=directive.flaw,
            until_spot=until and self.spot(base + until.start, base + until.end),
            until_text=until.text if until else "",
            nowhere=nowhere,
            start=reach[0],
            end=reach[1],
            document=self.linted.document.index if self.linted else 0,
            object=touched[0][0].reference if len(touched) == 1 else None,
            named_path=self.named(scope),
            natures=frozenset(each.nature for each, _ in touched),
            unjudged=any(unjudged for _, unjudged in touched),
        )

    def spot(self, start: int, end: int) -> Spot:
        span = self.source.span(start, end)
        return Spot(span, self.source.line_text(span.line))

    def touched(self, scope: Scope | None) -> Iterator[tuple[Manifest, bool]]:
        """The objects in ``scope`` or around it, and whether each has no schema."""
        chosen = self.every if scope is _FILE else [self.linted] if self.linted else []
        for linted in chosen:
            for each in linted.objects:
                shared = min(len(scope.path), len(each.path)) if scope else 0
                if scope and scope.path[:shared] == each.path[:shared]:
                    yield each, each.path in linted.unjudged

    def named(self, scope: Scope | None) -> tuple[str, ...]:
        """The Path of ``scope`` by names."""
        return named_path(self.linted.document.data, scope.path) if scope and self.linted else ()


class _Written:
    """Finds the words of an annotation's value in the text, where they may be quoted or folded."""

    def __init__(self, source: Source, base: int) -> None:
        self.source = source
        self.base = base
        self.at = base

    def shifted(self, directive: Directive) -> Directive:
        """The directive with offsets as its words are written, counted from the value's start."""
        names = tuple(self.word(each, each.text) for each in directive.names)
        until = directive.until_word
        return replace(
            directive,
            names=names,
            until_word=until and self.word(until, "until"),
            start=names[0].start,
            end=names[-1].end,
        )

    def word(self, word: Word, text: str) -> Word:
        """The next place where ``text`` stands as a word of its own."""
        expression = re.compile(rf"(?:(?<![\w-])|(?<=\\[nrt])){re.escape(text)}(?![\w-])")
        match = expression.search(self.source.text, self.at)
        if match is None:
            return Word(word.text, 0, 1)
        self.at = match.end()
        start = match.start() - self.base
        return Word(word.text, start, start + (word.end - word.start))


def _beside(comment: Comment, by_line: dict[int, list[Scope]]) -> Scope | None:
    """What begins on the comment's line: never the document, for which there is the line above."""
    return _all_of([scope for scope in by_line.get(comment.line, ()) if scope.path])


def _below(comment: Comment, by_line: dict[int, list[Scope]]) -> Scope | None:
    """What begins on the next line that something begins on; the document, if it does there."""
    line = min((line for line in by_line if line > comment.line), default=0)
    return _all_of(by_line.get(line, ()))


def _all_of(scopes: Sequence[Scope]) -> Scope | None:
    """The outermost item or entry of a line; in flow style several may stand in it."""
    if not scopes:
        return None
    first, last = scopes[0], max(scopes, key=lambda each: each.end)
    if last.end <= first.end:
        return first
    shared = takewhile(lambda pair: pair[0] == pair[1], zip(first.path, last.path, strict=False))
    return Scope(first.start, last.end, tuple(step for step, _ in shared))
