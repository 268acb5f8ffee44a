"""Between the classes of this package and what wasmtime-py takes and returns.

wasmtime-py reads and writes a WIT record as an object with one attribute for each field, by its name in WIT (`tenant-id`). It takes a
variant as `Variant(tag, payload)`, but leaves out the tag where the cases have different Python types: see `to_wit` for `Mime`.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from typing import Any, TypeVar

from wasmtime.component import Record, Variant

from .contract import Base64, Certificate, ClientSecret, FederatedAssertion, Mime, Stored

T = TypeVar("T")

# The cases of the contract's variants. The class has one field, the payload.
_CASES: dict[type, str] = {
    ClientSecret: "client-secret",
    Certificate: "certificate",
    FederatedAssertion: "federated-assertion",
    Base64: "base64",
    Stored: "stored",
}
_CLASSES = {case: cls for cls, case in _CASES.items()}


def wit_name(name: str) -> str:
    """Return the name in WIT of a field. `from_` is `from`, which Python keeps for itself."""
    return name.rstrip("_").replace("_", "-")


def to_wit(value: object) -> object:
    """Return what wasmtime-py takes for a value."""
    if isinstance(value, list):
        return [to_wit(item) for item in value]
    if isinstance(value, Mime):
        # The variant `mail` has a record and a variant as payloads. wasmtime-py tells them apart by their types and takes no tag.
        return to_wit(value.content)
    if type(value) in _CASES:
        (payload,) = dataclasses.astuple(typing.cast(Any, value))
        return Variant(_CASES[type(value)], payload)
    if not dataclasses.is_dataclass(value):
        return value
    record = Record()
    for field in dataclasses.fields(value):
        setattr(record, wit_name(field.name), to_wit(getattr(value, field.name)))
    return record


def from_wit(wanted: type[T], value: object) -> T:
    """Return a value of wasmtime-py as an instance of a class of this package."""
    return typing.cast(T, _from_wit(wanted, value))


def _from_wit(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, Variant):
        return _CLASSES[value.tag](value.payload)
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        (hint, *_) = [part for part in typing.get_args(hint) if part is not types.NoneType]
    if typing.get_origin(hint) is list:
        (item,) = typing.get_args(hint)
        return [_from_wit(item, element) for element in value]
    if not dataclasses.is_dataclass(hint):
        return value
    hints = typing.get_type_hints(hint)
    fields = {f.name: _from_wit(hints[f.name], getattr(value, wit_name(f.name))) for f in dataclasses.fields(hint)}
    return typing.cast(Any, hint)(**fields)
