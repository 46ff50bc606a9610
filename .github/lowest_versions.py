"""Print the lowest versions that pyproject.toml allows, as constraints for pip.

python .github/lowest_versions.py > lowest.txt
python -m pip install -e '.[dev]' -c lowest.txt
"""

import re
import tomllib
from pathlib import Path

project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
extras = project["optional-dependencies"]
used = [*project["dependencies"], *(one for name in extras if name != "dev" for one in extras[name])]
for dependency in used:
    if found := re.match(r"([\w.-]+)\s*>=\s*([\d.]+)", dependency):
        print(f"{found[1]}=={found[2]}")
