"""The version of Kubernetes that manifests are judged for."""

from __future__ import annotations

from typing import NamedTuple


class Target(NamedTuple):
    """A Kubernetes version, such as 1.34: roles, defaults and fields depend on it."""

    minor: int

    @property
    def version(self) -> str:
        """``1.34``."""
        return f"1.{self.minor}"

    @classmethod
    def parse(cls, version: str) -> Target:
        """The target that ``1.34`` names.

        Raises:
            ValueError: it is no such version.
        """
        major, dot, minor = version.removeprefix("v").partition(".")
        if major != "1" or not dot or not minor.isdecimal():
            raise ValueError(f"{version!r} is no version of Kubernetes such as 1.34")
        return cls(int(minor))


def ranges(held: tuple[Target, ...], every: tuple[Target, ...]) -> str:
    """In words, for which of ``every`` (ascending) something holds; empty where for all of them."""
    if len(held) == len(every):
        return ""
    minors = [target.minor for target in every]
    runs: list[list[int]] = []
    for target in held:
        index = minors.index(target.minor)
        if runs and runs[-1][-1] == index - 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    return ", ".join(_run(every[run[0]], every[run[-1]], every) for run in runs)


def _run(first: Target, last: Target, every: tuple[Target, ...]) -> str:
    if last == every[-1]:
        return f"from {first.version} on" if first != last else last.version
    if first == every[0]:
        return f"up to {last.version}" if first != last else first.version
    return first.version if first == last else f"{first.version} to {last.version}"
