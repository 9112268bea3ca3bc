# SPDX-License-Identifier: Apache-2.0
import dataclasses
import datetime
import os
import sys
import typing
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "src"))
from agentauth import models  # noqa: E402
from agentauth._calls import KEPT, shredded  # noqa: E402

TIME = "2026-02-28T23:00:00-01:00"


def times_of(model):
    hints = typing.get_type_hints(model)
    return [each.name for each in dataclasses.fields(model) if datetime.datetime in (hints[each.name], *typing.get_args(hints[each.name]))]


class ModelsTest(unittest.TestCase):
    def test_what_is_declared_as_a_time_is_one(self):
        seen = set()
        for model in models.Model.__subclasses__() + [models.VerifiedAccount]:
            for name in times_of(model):
                with self.subTest(model=model.__name__, name=name):
                    seen.add(name)
                    value = getattr(model.of({name: TIME}), name)
                    self.assertEqual(value, datetime.datetime(2026, 3, 1, tzinfo=datetime.timezone.utc))
                    self.assertIs(value.tzinfo, datetime.timezone.utc)
        self.assertLessEqual({"time", "created_at", "reconnect_by", "read_from"}, seen)


class ShredTest(unittest.TestCase):
    def test_a_name_that_is_missing_does_not_delete_a_live_environment(self):
        self.assertEqual(shredded(KEPT), {})
        self.assertEqual(shredded("store"), {"shred": "store"})
        for missing in (None, ""):
            with self.subTest(missing=missing), self.assertRaises(ValueError):
                shredded(missing)


if __name__ == "__main__":
    unittest.main()
