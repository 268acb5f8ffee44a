"""Compares the classes with the records in the component, so that a field can be neither missing nor left over."""

from __future__ import annotations

import dataclasses
import os
import unittest
from typing import Any

from wasmtime import Engine
from wasmtime.component import (
    Component,
    ComponentInstanceType,
    FuncType,
    ListType,
    OptionType,
    RecordType,
    ResultType,
    VariantType,
)

from outlook import contract, errors, results
from outlook.convert import wit_name
from outlook.errors import OutlookError

# Records whose name in WIT has another class than one of the same name.
CLASSES = {cls.__name__: cls for module in (contract, results) for cls in vars(module).values() if isinstance(cls, type)}


class Contract(unittest.TestCase):
    """Reads the functions of `mail`, and the types that they use."""

    functions: dict[str, FuncType]

    @classmethod
    def setUpClass(cls) -> None:
        """Load the component."""
        engine = Engine()
        component = Component.from_file(engine, os.environ["OUTLOOK_CONNECTOR"])
        mail = component.type.exports(engine)["outlook:connector/mail@0.1.0"].ty
        assert isinstance(mail, ComponentInstanceType)
        found = mail.exports(engine)
        cls.functions = {name: item.ty for name, item in found.items() if isinstance(item.ty, FuncType)}

    def test_there_is_a_method_for_each_function(self) -> None:
        """A new operation needs a method."""
        from outlook import Outlook

        for name in self.functions:
            self.assertTrue(hasattr(Outlook, name.replace("-", "_")), name)

    def test_records_have_the_fields_of_the_component(self) -> None:
        """Follow each class and its record through all fields."""
        seen: set[str] = set()
        inputs = {
            "connection": contract.Connection,
            "options": None,
            "mail": contract.Message,
            "response": contract.ServiceResponse,
            "setup": contract.Setup,
        }
        outputs: dict[str, type | None] = {
            "describe": None,
            "connect": results.ConnectResult,
            "test-connection": results.ConnectionReport,
            "send-mail": results.Receipt,
            "check-outcome": results.SendOutcome,
            "explain": results.Explanation,
            "setup-guide": results.SetupInstructions,
        }
        options = {"test-connection": contract.TestOptions, "send-mail": contract.SendOptions}
        for name, function in self.functions.items():
            for parameter, kind in function.params:
                wanted = options[name] if parameter == "options" else inputs.get(parameter)
                self._compare(wanted, kind, seen)
            answer = function.result
            assert isinstance(answer, ResultType)
            self._compare(outputs[name], answer.ok, seen)
            if answer.err is not None:
                self._compare_errors(answer.err, seen)
        self.assertIn("Attachment", seen)
        self.assertIn("Cause", seen)

    def _compare(self, wanted: Any, kind: Any, seen: set[str]) -> None:
        if isinstance(kind, VariantType) and wanted is contract.Message:
            kind = dict(kind.cases)["message"]
        if not isinstance(kind, RecordType) or wanted is None:
            return
        seen.add(wanted.__name__)
        fields = dict(kind.fields)
        hints = {wit_name(field.name): str(field.type) for field in dataclasses.fields(wanted)}
        self.assertEqual(sorted(hints), sorted(fields), wanted.__name__)
        for name, inner in fields.items():
            self.assertEqual("| None" in hints[name], isinstance(inner, OptionType), f"{wanted.__name__}.{name}")
            inner = inner.payload if isinstance(inner, OptionType) else inner
            self.assertEqual(hints[name].startswith("list["), isinstance(inner, ListType), f"{wanted.__name__}.{name}")
            inner = inner.element if isinstance(inner, ListType) else inner
            word = hints[name].removesuffix(" | None").removeprefix("list[").removesuffix("]")
            if isinstance(inner, RecordType):
                self.assertIn(word, CLASSES, f"{wanted.__name__}.{name}")
                if word not in seen:
                    self._compare(CLASSES[word], inner, seen)

    def _compare_errors(self, kind: Any, seen: set[str]) -> None:
        assert isinstance(kind, VariantType)
        cases = dict(kind.cases)
        classes = {cls.case for cls in OutlookError.__subclasses__()} | {errors.BrokenCallError.case}
        self.assertEqual(set(cases), classes)
        self._compare(results.ErrorDetail, cases["transient"], seen)
