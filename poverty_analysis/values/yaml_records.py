"""Frozen dataclasses read from YAML by the types of their fields.

A field is read from the key of its own name (another with :class:`Key`), and
its type says how: text, a word of a ``Literal``, a date, a share
(``Fraction``), a whole number, a list of texts or words, another dataclass, a
tuple of them (a list, or a mapping from id to record).  ``Annotated[T, read]``
is read by ``read(node, key)``.  ``title_vi`` and ``title_en`` are one key
``title`` with ``vi`` and ``en``.  A field with a default may be left out.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Collection, Hashable, Mapping
from fractions import Fraction
from functools import cache, partial
from types import MappingProxyType, NoneType
from typing import Annotated, Any, Literal, TypeVar, cast, get_args, get_origin, get_type_hints

from poverty_analysis.values import yaml_fields
from poverty_analysis.values.yaml_fields import Node

# The id of an entry is what its mapping is called, or its own key ``id`` in a list.
_ID = "id"

Made = TypeVar("Made")
Read = Callable[[Node, str], object]


@dataclasses.dataclass(frozen=True)
class Key:
    """``Annotated[T, Key("class")]``: the field is read from the key ``class``."""

    name: str


def record(
    cls: type[Made],
    of: Node,
    given: Mapping[str, object] = MappingProxyType({}),
    words: Mapping[str, Collection[str]] = MappingProxyType({}),
) -> Made:
    """Read a ``cls`` from the mapping ``of``; a field ``id`` is what the mapping is called.

    ``given`` are fields that do not stand in the mapping, ``words`` the words
    a field of text may hold where a vocabulary of the file says so.  Unknown
    and missing keys and values that cannot be read are added to the problems
    of ``of``; the record is whole all the same, with empty values for them.
    """
    fields = [field for field in _fields(cast("Hashable", cls)) if field.name not in given]
    keys = dict.fromkeys(field.key for field in fields if field.key != _ID or of.listed)
    yaml_fields.refuse_others(of, tuple(keys))
    for missing in dict.fromkeys(field.key for field in fields if field.needed and field.key in keys):
        if missing not in of.values:
            of.report(of.told.missing, missing)
    # Nobody reads these problems: what is missing was told, and its empty value only keeps the record whole.
    nowhere = dataclasses.replace(of, problems=[])
    values = dict(given)
    for field in fields:
        if field.key == _ID:
            values[field.name] = of.id
        elif field.key in of.values:
            values[field.name] = _worded(field, of, words[field.name]) if field.name in words else field.read(of)
        elif field.needed:
            values[field.name] = field.read(nowhere)
    return cls(**values)


def records(cls: type[Made], of: Node, key_: str) -> tuple[Made, ...]:
    """Read a tuple of ``cls`` from the list or the mapping under ``key_``."""
    each = yaml_fields.entries if isinstance(of.values.get(key_), dict) else yaml_fields.listed
    return tuple(record(cls, node) for node in each(of, key_))


@dataclasses.dataclass(frozen=True)
class _Field:
    name: str
    key: str
    read: Callable[[Node], object]
    needed: bool
    many: bool


def _worded(field: _Field, of: Node, words: Collection[str]) -> object:
    if field.many:
        return yaml_fields.choices(of, field.key, tuple(words))
    return yaml_fields.word(of, field.key, words)


@cache
def _fields(cls: Any) -> tuple[_Field, ...]:
    hints = get_type_hints(cls, include_extras=True)
    return tuple(_field(one, hints[one.name], frozenset(hints)) for one in dataclasses.fields(cls))


def _field(one: dataclasses.Field[object], hint: object, names: frozenset[str]) -> _Field:
    pair = _pair_of(one.name, names)
    notes = get_args(hint)[1:] if get_origin(hint) is Annotated else ()
    key_ = pair or next((note.name for note in notes if isinstance(note, Key)), one.name)
    read = _reader(hint) if not pair else _english if one.name.endswith("_en") else _vietnamese
    needed = one.default is dataclasses.MISSING and one.default_factory is dataclasses.MISSING
    return _Field(one.name, key_, lambda of: read(of, key_), needed, get_origin(_bare(hint)) is tuple)


def _bare(hint: object) -> object:
    return get_args(hint)[0] if get_origin(hint) is Annotated else hint


def _pair_of(name: str, names: frozenset[str]) -> str:
    """The one key of ``title_vi`` and ``title_en`` (or of ``title`` and ``title_en``); "" for a field of its own."""
    bare = name.removesuffix("_vi").removesuffix("_en")
    vietnamese = f"{bare}_vi" if f"{bare}_vi" in names else bare
    return bare if name in (vietnamese, f"{bare}_en") and {vietnamese, f"{bare}_en"} <= names else ""


def _vietnamese(of: Node, key_: str) -> str:
    return yaml_fields.pair(of, key_)[0]


def _english(of: Node, key_: str) -> str:
    # The same key is read again: its faults were told with the Vietnamese half.
    return yaml_fields.pair(dataclasses.replace(of, problems=[]), key_)[1]


def _reader(hint: object) -> Read:
    origin, args = get_origin(hint), get_args(hint)
    if origin is Annotated:
        own: list[Read] = [note for note in args[1:] if not isinstance(note, Key)]
        return own[0] if own else _reader(args[0])
    if origin is Literal:
        return partial(_literal, args)
    if origin is tuple:
        return _list_reader(args[0])
    if NoneType in args:
        return _reader(next(arg for arg in args if arg is not NoneType))
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return partial(_nested, hint)
    return _SIMPLE[hint]


def _list_reader(item: object) -> Read:
    if isinstance(item, type) and dataclasses.is_dataclass(item):
        return partial(records, item)
    if get_origin(item) is Literal:
        return lambda of, key_: yaml_fields.choices(of, key_, get_args(item))
    return yaml_fields.texts


def _literal(words: tuple[object, ...], of: Node, key_: str) -> object:
    by_text = {str(word): word for word in words}
    return by_text[yaml_fields.choice(of, key_, tuple(by_text), "" if "" in by_text else None)]


def _nested(cls: type[object], of: Node, key_: str) -> object:
    return record(cls, yaml_fields.inner(of, key_))


def _number(of: Node, key_: str) -> int:
    return yaml_fields.whole(of, key_) or 0


_SIMPLE: Mapping[object, Read] = MappingProxyType(
    {
        str: yaml_fields.text,
        bool: yaml_fields.flag,
        int: _number,
        Fraction: yaml_fields.share,
        dt.date: yaml_fields.day,
    }
)
