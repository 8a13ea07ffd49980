# The table that is printed: ours, what stands beside it, the ratio, and where it must go.
# SPDX-License-Identifier: EUPL-1.2

import sys


def row(name, ours, theirs="", ratio="", goal=""):
    print(f"{name:<48} {ours:>14} {theirs:>16} {ratio:>8}  {goal}")
    # Measuring takes minutes: each line is there as soon as it is known.
    sys.stdout.flush()
