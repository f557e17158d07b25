"""What there is to say of an ignore: that it is malformed, over, without a reason, or of no use."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TypeAlias

from podlint.directive import IGNORE, IGNORE_FILE, with_word, without
from podlint.known import Known, closest, is_near
from podlint.model import (
    ExpiredIgnoreFault,
    IgnoreFault,
    IgnoreWithoutReasonFault,
    MalformedIgnoreFault,
    Mark,
    Rewriting,
    UnknownNameFault,
    UnusedIgnoreFault,
)
from podlint.model.record import replace
from podlint.suppress import Ignore, IgnoreEntry, Name, Spot

Source: TypeAlias = Ignore | IgnoreEntry


def form_faults(source: Source, known: Known) -> Iterator[IgnoreFault]:
    """What can be said of an ignore by looking at it alone."""
    mark = mark_of(source.spot)
    flaw, verb = (source.flaw, source.verb) if isinstance(source, Ignore) else ("", "")
    names = tuple(name.text for name in source.names)
    if flaw and flaw != "date":
        similar = closest(verb, (IGNORE, IGNORE_FILE)) if flaw == "verb" else ""
        mending = _with_verb(source, similar) if is_near(verb, similar) else None
        yield MalformedIgnoreFault(mark, source.by, names, flaw, verb, similar, mending)
        return
    for index, name in enumerate(source.names):
        if known.is_unknown(name.text):
            internal = known.is_internal(name.text)
            similar = "" if internal else known.like(name.text)
            place, mending = mark_of(name.spot), None
            if known.is_surely(name.text, similar):
                mending = _with_name(source, index, similar)
            yield UnknownNameFault(place, source.by, (name.text,), similar, internal, mending)
    if not source.reason:
        yield IgnoreWithoutReasonFault(mark, source.by, names)


def expired_fault(source: Source, reported: int) -> ExpiredIgnoreFault:
    """What is said of an ignore whose day has passed, or is none.

    ``reported`` is the number of the findings that it would ignore if it held.
    """
    spot, until, valid = source.spot, str(source.until), True
    if isinstance(source, Ignore):
        spot, until = source.until_spot or spot, source.until_text
        valid = source.flaw != "date"
    names = tuple(name.text for name in source.names)
    return ExpiredIgnoreFault(mark_of(spot), source.by, names, until, valid, reported)


def unused_faults(
    source: Source, known: Known, unused: Collection[Name], *, last: bool
) -> Iterator[IgnoreFault]:
    """What is said of an ignore that ignores nothing, or of those of its names that do not.

    Of one that stands where there is nothing to ignore, it is said once, and not the ``last`` time.
    """
    nowhere = source.nowhere if isinstance(source, Ignore) else ""
    names = [name for name in source.names if not known.is_unknown(name.text)]
    if nowhere:
        if names and not last:
            every = tuple(name.text for name in names)
            yield UnusedIgnoreFault(mark_of(source.spot), source.by, every, nowhere)
    elif len(unused) == len(source.names):
        every = tuple(name.text for name in source.names)
        yield _removable(UnusedIgnoreFault(mark_of(source.spot), source.by, every), source)
    else:
        for index, name in enumerate(source.names):
            if name in unused and name in names:
                fault = UnusedIgnoreFault(mark_of(name.spot), source.by, (name.text,))
                yield _removable(fault, source, index)


def _removable(
    fault: UnusedIgnoreFault, source: Source, name: int | None = None
) -> UnusedIgnoreFault:
    """The fault with what takes the ignore out, or one of its names."""
    if not isinstance(source, Ignore) or source.directive is None:
        return fault
    return replace(
        fault, rewriting=_rewriting(source, without(source.text, source.directive, name))
    )


def _with_verb(source: Source, verb: str) -> Rewriting | None:
    if not isinstance(source, Ignore) or source.directive is None:
        return None
    return _rewriting(source, with_word(source.text, source.directive.verb, verb))


def _with_name(source: Source, index: int, name: str) -> Rewriting | None:
    if not isinstance(source, Ignore) or source.directive is None:
        return None
    return _rewriting(source, with_word(source.text, source.directive.names[index], name))


def _rewriting(source: Ignore, text: str) -> Rewriting:
    annotation = source.path if text else source.annotation
    return Rewriting(text, source.comment, annotation)


def mark_of(spot: Spot) -> Mark:
    """Where a rule is to speak."""
    span = spot.span
    return Mark(span.line, span.column, span.end_column - span.column)


def spots_of(source: Source) -> Sequence[Spot]:
    """All places of an ignore at which a fault may stand."""
    more = [source.until_spot] if isinstance(source, Ignore) and source.until_spot else []
    return [source.spot, *(name.spot for name in source.names), *more]
