"""Print the lowest versions that pyproject.toml allows, as constraints for pip.

python .github/lowest_versions.py > lowest.txt
python -m pip install -e '.[dev]' -c lowest.txt
"""

import re
import tomllib
from pathlib import Path

project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
groups = {"": project["dependencies"], **project["optional-dependencies"]}
for name, dependencies in groups.items():
    for dependency in dependencies if name != "dev" else ():
        if found := re.match(r"([\w.-]+)\s*>=\s*([\d.]+)", dependency):
            print(f"{found[1]}=={found[2]}")
