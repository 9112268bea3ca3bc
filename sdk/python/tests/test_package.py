# SPDX-License-Identifier: Apache-2.0
import os
import subprocess
import sys
import tempfile
import unittest

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
sys.path.insert(0, os.path.join(ROOT, "scripts"))
import packaging_backend  # noqa: E402


class PackageTest(unittest.TestCase):
    def test_the_wheel_can_be_imported_and_has_its_types(self):
        with tempfile.TemporaryDirectory() as folder:
            wheel = os.path.join(folder, packaging_backend.build_wheel(folder))
            program = "import agentauth, zipfile, sys; names = zipfile.ZipFile(sys.path[0]).namelist()"
            check = "assert 'agentauth/py.typed' in names; print(agentauth.__version__, agentauth.AgentAuth)"
            said = subprocess.run(
                [sys.executable, "-c", f"import sys; sys.path.insert(0, {wheel!r}); {program}; {check}"],
                check=True, capture_output=True, text=True, cwd=folder,
            ).stdout
        self.assertIn(packaging_backend.VERSION, said)

    def test_the_source_archive_is_whole(self):
        with tempfile.TemporaryDirectory() as folder:
            import tarfile

            with tarfile.open(os.path.join(folder, packaging_backend.build_sdist(folder))) as archive:
                names = archive.getnames()
        base = f"agentauth-{packaging_backend.VERSION}"
        for name in ("PKG-INFO", "pyproject.toml", "README.md", "src/agentauth/_sync.py", "scripts/packaging_backend.py"):
            self.assertIn(f"{base}/{name}", names)


if __name__ == "__main__":
    unittest.main()
