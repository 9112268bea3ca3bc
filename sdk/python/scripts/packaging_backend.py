# SPDX-License-Identifier: Apache-2.0
"""Builds the wheel and the source archive by the standard library alone (PEP 517): a build needs no network and no other package."""
import base64
import hashlib
import pathlib
import re
import tarfile
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
EPOCH = (2026, 1, 1, 0, 0, 0)


def field(name):
    return re.search(rf'^{name} = "([^"]*)"', PROJECT, re.MULTILINE).group(1)


NAME, VERSION = field("name"), field("version")
METADATA = f"""Metadata-Version: 2.1
Name: {NAME}
Version: {VERSION}
Summary: {field("description")}
Author: The Agent Auth authors
License: Apache-2.0
Requires-Python: {field("requires-python")}
Description-Content-Type: text/markdown

{(ROOT / "README.md").read_text(encoding="utf-8")}"""
WHEEL = "Wheel-Version: 1.0\nGenerator: agentauth\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def files():
    package = ROOT / "src" / NAME
    return [(f"{NAME}/{path.name}", path.read_bytes()) for path in sorted(package.iterdir()) if path.suffix in (".py", ".typed")]


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    name = f"{NAME}-{VERSION}-py3-none-any.whl"
    info = f"{NAME}-{VERSION}.dist-info"
    contents = files() + [(f"{info}/METADATA", METADATA.encode()), (f"{info}/WHEEL", WHEEL.encode())]
    contents += [(f"{info}/licenses/LICENSE", path.read_bytes()) for path in [ROOT / "LICENSE"] if path.exists()]  # a release puts it there
    record = "".join(f"{path},sha256={digest(data)},{len(data)}\n" for path, data in contents) + f"{info}/RECORD,,\n"
    with zipfile.ZipFile(pathlib.Path(wheel_directory, name), "w", zipfile.ZIP_DEFLATED) as wheel:
        for path, data in contents + [(f"{info}/RECORD", record.encode())]:
            entry = zipfile.ZipInfo(path, EPOCH)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            wheel.writestr(entry, data)
    return name


def build_sdist(sdist_directory, config_settings=None):
    name = f"{NAME}-{VERSION}"
    with tarfile.open(pathlib.Path(sdist_directory, f"{name}.tar.gz"), "w:gz", format=tarfile.PAX_FORMAT) as archive:
        for part in ("pyproject.toml", "README.md", "src", "scripts"):
            archive.add(ROOT / part, f"{name}/{part}", filter=lambda entry: None if "__pycache__" in entry.name else entry)
        metadata = pathlib.Path(sdist_directory, "PKG-INFO")
        metadata.write_text(METADATA, encoding="utf-8")
        archive.add(metadata, f"{name}/PKG-INFO")
        metadata.unlink()
    return f"{name}.tar.gz"


def digest(data):
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
