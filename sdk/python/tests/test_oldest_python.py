# SPDX-License-Identifier: Apache-2.0
"""The sources are of the oldest Python that the package promises, whichever runs this; ConformanceTest also runs them by that Python where it is installed."""
import ast
import os
import re
import unittest

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
# What Python 3.10 to 3.14 brought, as it is written where it is used (docs.python.org/3/whatsnew).
NEWER_MODULES = {"tomllib", "annotationlib", "compression"}
NEWER_NAMES = {
    "asyncio": {"timeout", "timeout_at", "TaskGroup", "Runner", "Barrier", "eager_task_factory"},
    "contextlib": {"aclosing", "chdir"},
    "copy": {"replace"},
    "dataclasses": {"KW_ONLY"},
    "datetime": {"UTC"},
    "enum": {"StrEnum", "verify", "member", "nonmember", "global_enum"},
    "inspect": {"get_annotations", "markcoroutinefunction"},
    "itertools": {"pairwise", "batched"},
    "operator": {"call", "is_none", "is_not_none"},
    "ssl": {"VERIFY_X509_PARTIAL_CHAIN"},
    "types": {"NoneType", "EllipsisType", "NotImplementedType", "UnionType", "get_original_bases"},
    "typing": {
        "ParamSpec", "Concatenate", "TypeAlias", "TypeGuard", "Self", "Never", "LiteralString", "Required", "NotRequired", "Unpack",
        "TypeVarTuple", "assert_never", "assert_type", "reveal_type", "override", "ReadOnly", "TypeIs", "NoDefault",
    },
}
NEWER_BUILTINS = {"aiter", "anext", "ExceptionGroup", "BaseExceptionGroup", "EncodingWarning", "PythonFinalizationError"}
NEWER_ATTRIBUTES = {"bit_count", "add_note"}
NEWER_ARGUMENTS = {"zip": {"strict"}, "dataclass": {"slots", "kw_only", "match_args"}, "field": {"kw_only"}}


def sources():
    for folder in ("src", "scripts"):
        for place, _, names in os.walk(os.path.join(ROOT, folder)):
            for name in sorted(names):
                if name.endswith(".py"):
                    yield os.path.join(place, name)


def too_new(tree):
    """What the oldest Python has not, by name; annotations are texts (PEP 563), so what stands in them is not looked up."""
    lazy = any(isinstance(each, ast.ImportFrom) and each.module == "__future__" for each in ast.walk(tree))
    modules = {name.asname or name.name: name.name for each in ast.walk(tree) if isinstance(each, ast.Import) for name in each.names}
    for each in ast.walk(tree):
        if isinstance(each, ast.Import):
            yield from (name.name for name in each.names if name.name.split(".")[0] in NEWER_MODULES)
        elif isinstance(each, ast.ImportFrom):
            yield from (f"{each.module}.{name.name}" for name in each.names if name.name in NEWER_NAMES.get(each.module or "", ()))
            yield from [each.module] if (each.module or "").split(".")[0] in NEWER_MODULES else []
        elif isinstance(each, ast.Attribute):
            module = modules.get(each.value.id, "") if isinstance(each.value, ast.Name) else ""
            if each.attr in NEWER_ATTRIBUTES or each.attr in NEWER_NAMES.get(module, ()):
                yield f"{module}.{each.attr}"
        elif isinstance(each, ast.Name) and each.id in NEWER_BUILTINS:
            yield each.id
        elif isinstance(each, ast.Call):
            called = each.func.id if isinstance(each.func, ast.Name) else getattr(each.func, "attr", "")
            yield from (f"{called}({given.arg}=)" for given in each.keywords if given.arg in NEWER_ARGUMENTS.get(called, ()))
        elif not lazy and isinstance(each, (ast.arg, ast.AnnAssign)) and isinstance(each.annotation, ast.BinOp):
            yield "X | Y as an annotation"


class OldestPythonTest(unittest.TestCase):
    def setUp(self):
        with open(os.path.join(ROOT, "pyproject.toml"), encoding="utf-8") as file:
            promised = re.search(r'requires-python = ">=3\.(\d+)"', file.read())
        self.assertEqual(promised.group(1), "9", "the tables above are of what is newer than Python 3.9")

    def test_every_source_is_written_in_it(self):
        read = 0
        for source in sources():
            with open(source, encoding="utf-8") as file:
                tree = ast.parse(file.read(), source, feature_version=(3, 9))
            self.assertEqual(list(too_new(tree)), [], source)
            read += 1
        self.assertGreater(read, 8)

    def test_what_is_newer_is_seen(self):
        for text in (
            "import tomllib",
            "from typing import Self",
            "import asyncio\nasyncio.timeout(1)",
            "anext(x)",
            "zip(a, b, strict=True)",
            "@dataclass(frozen=True, slots=True)\nclass A: pass",
            "def f(x: int | None): pass",
        ):
            with self.subTest(text=text):
                self.assertNotEqual(list(too_new(ast.parse(text))), [])
        for text in ("match x:\n    case 1: pass", "try: pass\nexcept* ValueError: pass"):
            with self.subTest(text=text), self.assertRaises(SyntaxError):
                ast.parse(text, feature_version=(3, 9))


if __name__ == "__main__":
    unittest.main()
