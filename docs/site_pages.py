"""A hook of mkdocs: add the Markdown pages at the repository's root to the site.

GitHub shows these pages at the root, while mkdocs reads only what is below `docs/`. All links in
the sources are relative to the repository, so that they work on GitHub; here they become links of
the site. A link to a file that is no page, such as a module, becomes the path of that file.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT_PAGES = {
    "README.md": "index.md",
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
    "SECURITY.md": "security-policy.md",
}
"""Path in the repository → path of the page in the site."""

LINK = re.compile(r"\[([^\]]*)\]\((?![a-z]+:|[/#])([^)#\s]+)(#[^)\s]*)?\)")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    root = Path(config.config_file_path).parent
    for source, page in ROOT_PAGES.items():
        content = (root / source).read_text(encoding="utf-8")
        files.append(File.generated(config, page, content=content))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    here = page.file.src_uri
    sources = {site: source for source, site in ROOT_PAGES.items()}
    folder = posixpath.dirname(sources.get(here, f"docs/{here}"))

    def site_link(link: re.Match[str]) -> str:
        text, target, anchor = link.groups(default="")
        path = posixpath.normpath(posixpath.join(folder, target))
        site = path.removeprefix("docs/") if path.startswith("docs/") else ROOT_PAGES.get(path)
        if site is None:
            return f"`{path}`" if text.strip("`/") in path.split("/") else f"{text} (`{path}`)"
        return f"[{text}]({posixpath.relpath(site, posixpath.dirname(here) or '.')}{anchor})"

    return LINK.sub(site_link, markdown)
