"""ConfigMaps and Secrets: what is encoded, what a type of Secret must hold, how large it gets."""

from __future__ import annotations

from typing import Any

from podlint.rule import Path, has_placeholder
from podlint_rules.invalid_value.found import Found, Mapped, mapping, spoken

_LARGEST = 1024 * 1024
_REQUIRED = {
    "kubernetes.io/dockercfg": (".dockercfg",),
    "kubernetes.io/dockerconfigjson": (".dockerconfigjson",),
    "kubernetes.io/ssh-auth": ("ssh-privatekey",),
    "kubernetes.io/tls": ("tls.crt", "tls.key"),
}
_JSON = frozenset({".dockercfg", ".dockerconfigjson"})
_BASIC_AUTH = ("username", "password")
_TOKEN = "kubernetes.io/service-account-token"
_ACCOUNT = "kubernetes.io/service-account.name"


def config_map(found: Found, data: Mapped, path: Path) -> None:
    """A ConfigMap: no key in both of its halves, and not too large."""
    plain, binary = data.get("data"), data.get("binaryData")
    size = _size(plain)
    if isinstance(binary, dict):
        for key, value in binary.items():
            size += len(_decoded(value) or b"")
            if key in mapping(plain):
                found.key(
                    (*path, "binaryData", key),
                    "config-map-key",
                    f'"{key}" stands in data and in binaryData',
                    help="keep one of them",
                    given=(key,),
                )
    _limit(found, data, path, size, ("data", "binaryData"))


def secret(found: Found, data: Mapped, path: Path) -> None:
    """A Secret: its data can be decoded, and holds what its type asks for."""
    if "sops" in data:
        return
    encoded, plain = data.get("data"), data.get("stringData")
    if not all(each is None or isinstance(each, dict) for each in (encoded, plain)):
        return
    values: dict[str, bytes | None] = {}
    for key, value in mapping(encoded).items():
        values[key] = _decoded(value)
    for key, value in mapping(plain).items():
        known = isinstance(value, str) and not has_placeholder(value)
        values[key] = value.encode(errors="replace") if known else None
    if any(map(has_placeholder, values)):
        return
    kind = data.get("type")
    if isinstance(kind, str) and kind in _REQUIRED:
        _typed(found, data, path, kind, values)
    elif kind == "kubernetes.io/basic-auth" and not values.keys() & {*_BASIC_AUTH}:
        _lacks(found, path, kind, _BASIC_AUTH, "or")
    elif kind == _TOKEN and not found.manifest.annotations.get(_ACCOUNT):
        found.value(
            (*path, "type"),
            "secret-type",
            f"a Secret of the type {kind} needs the annotation {_ACCOUNT}",
        )
    size = sum(len(each) for each in values.values() if each)
    _limit(found, data, path, size, ("data", "stringData"))


def _decoded(value: object) -> bytes | None:
    """The bytes that a value stands for; None where it is not known or no base64."""
    if not isinstance(value, str) or has_placeholder(value):
        return None
    from binascii import a2b_base64

    try:
        return a2b_base64(value)
    except ValueError:
        return None


def _typed(
    found: Found, data: Mapped, path: Path, kind: str, values: dict[str, bytes | None]
) -> None:
    missing = [key for key in _REQUIRED[kind] if key not in values]
    if kind == "kubernetes.io/ssh-auth" and values.get("ssh-privatekey") == b"":
        missing = ["ssh-privatekey"]
    if missing:
        _lacks(found, path, kind, tuple(missing), "and")
        return
    for key in _JSON.intersection(_REQUIRED[kind]):
        content = values[key]
        if content is not None and not _is_object(content):
            section = "stringData" if key in mapping(data.get("stringData")) else "data"
            found.value(
                (*path, section, key), "secret-type", f"{key} holds no JSON object, as it must"
            )


def _lacks(found: Found, path: Path, kind: str, keys: tuple[str, ...], word: str) -> None:
    found.value(
        (*path, "type"),
        "secret-type",
        f"a Secret of the type {kind} must hold {spoken(keys, word)}",
        help=f"add {spoken(keys, word)}, or use the type Opaque",
    )


def _is_object(content: bytes) -> bool:
    import json

    try:
        return isinstance(json.loads(content), dict | None)
    except (ValueError, RecursionError):
        return False


def _size(section: Any) -> int:
    values = section.values() if isinstance(section, dict) else ()
    letters = sum(len(each) for each in values if isinstance(each, str))
    if letters * 4 <= _LARGEST:
        return letters
    return sum(len(each.encode(errors="replace")) for each in values if isinstance(each, str))


def _limit(found: Found, data: Mapped, path: Path, size: int, sections: tuple[str, ...]) -> None:
    if size > _LARGEST:
        section = max(sections, key=lambda each: _size(data.get(each)))
        found.key(
            (*path, section),
            "too-large",
            f"it holds {size // 1024} KiB, and a {found.manifest.kind} may hold 1024 KiB",
            help="put large files into an image or a volume",
        )
