# Small file systems in files, for tests of disks that are full or lose their power. They need root and loop devices.
# SPDX-License-Identifier: EUPL-1.2

import os
import pathlib
import shutil
import subprocess
import tempfile

from watch.running import CannotRun


def run(*command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise OSError(f"{command[0]} ends with {done.returncode}: {done.stderr.strip()[:300]}")


class Disk:
    """An ext4 in an image, mounted. To be used with `with`; copies of it are disks too."""

    def __init__(self, folder, name, mebibytes=None, image=None):
        if os.geteuid() != 0:
            raise CannotRun("mounting a disk image takes root")
        for tool in ("mkfs.ext4", "mount", "umount"):
            if shutil.which(tool) is None:
                raise CannotRun(f"there is no {tool}")
        self.image, self.folder = pathlib.Path(folder) / f"{name}.img", pathlib.Path(folder) / name
        self.folder.mkdir()
        if image is None:
            run("truncate", "-s", f"{mebibytes}M", self.image)
            run("mkfs.ext4", "-q", "-F", "-m", "0", self.image)
        else:
            run("cp", "--sparse=always", image, self.image)
        self.is_mounted = False

    def __enter__(self):
        try:
            # Nothing is to reach the image by itself: what is not flushed is lost with the power.
            run("mount", "-o", "loop,commit=600", self.image, self.folder)
        except OSError as problem:
            if any(word in str(problem) for word in ("loop", "permitted", "denied")):
                raise CannotRun(f"no loop device can be mounted here: {problem}") from None
            raise
        self.is_mounted = True
        return self

    def __exit__(self, *_):
        if self.is_mounted:
            try:
                run("umount", self.folder)
            except OSError:
                run("umount", "-l", self.folder)
        self.image.unlink(missing_ok=True)
        self.folder.rmdir()


def scratch(prefix):
    """A temporary folder on a disk, not in memory: there a flush means nothing."""
    return tempfile.TemporaryDirectory(prefix=f"dijkwacht-{prefix}-", dir=os.environ.get("DIJKWACHT_SCRATCH"))
