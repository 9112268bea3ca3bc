# SPDX-License-Identifier: Apache-2.0
"""Runs what README.md shows, as it is written there, by AGENT_AUTH_URL and AGENT_AUTH_API_KEY: python3 tests/readme.py quickstart|asyncio|rest"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))
BLOCKS = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
REST = 'from agentauth import AgentAuth\nagent_auth = AgentAuth()\naccount = agent_auth.accounts.get("acc_1")\n'
PROGRAMS = {"quickstart": BLOCKS[0], "asyncio": BLOCKS[1], "rest": REST + "\n".join(BLOCKS[2:])}

exec(compile(PROGRAMS[sys.argv[1]], "README.md", "exec"), {"__name__": "__main__"})
