"""Building: what the commands read from beside the package in a checkout travels inside it in an installed copy."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

CARRIED = {"scenarios": ("*.toml", "*.md"), "experiments": ("*.toml",)}
"""Folder -> the files of it that are read when commands run."""


class BuildWithFiles(build_py):
    """Copy the library of scenarios, the settings of experiments into the package that is built."""

    def run(self) -> None:
        """Build the package, and put the files into it."""
        super().run()
        if self.editable_mode:  # there the checkout itself is what is installed
            return
        here, target = Path(__file__).resolve().parent, Path(self.build_lib) / "sim" / "carried"
        shutil.rmtree(target, ignore_errors=True)
        for folder, patterns in CARRIED.items():
            for pattern in patterns:
                for file in sorted((here / folder).rglob(pattern)):
                    copy = target / file.relative_to(here)
                    copy.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(file, copy)


setup(cmdclass={"build_py": BuildWithFiles})
