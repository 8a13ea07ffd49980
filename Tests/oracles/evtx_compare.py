#!/usr/bin/env python3
# Compares two files of JSON Lines with the records of Windows event logs: that of evtx_oracle.py and ours.
# Fields are compared by name, order of repetition, kind and text. Prints the number of records and of differences.
# SPDX-License-Identifier: EUPL-1.2

import collections
import itertools
import json
import sys


def text(value):
    if value is None:
        return ("null", "")
    if isinstance(value, bool):
        return ("boolean", "true" if value else "false")
    if isinstance(value, (int, float)):
        return ("number", str(value))
    return ("string", value)


def grouped(fields):
    result = collections.defaultdict(list)
    for name, value in fields:
        result[name].append(text(value))
    return result


def main():
    records = differences = 0
    names = collections.Counter()
    with open(sys.argv[1], encoding="utf-8") as theirs, open(sys.argv[2], encoding="utf-8") as ours:
        for a, b in itertools.zip_longest(theirs, ours):
            records += 1
            if a is None or b is None:
                differences += 1
                print("only in", "ours" if a is None else "theirs", (a or b)[:200])
                continue
            a, b = json.loads(a), json.loads(b)
            if a.get("record_id") != b.get("record_id") or "error" in a or "error" in b:
                differences += 1
                print("record", a.get("file"), a.get("record_id"), b.get("record_id"), a.get("error"), b.get("error"))
                continue
            x, y = grouped(a["fields"]), grouped(b["fields"])
            for name in sorted(set(x) | set(y)):
                if x.get(name) != y.get(name):
                    differences += 1
                    names[name] += 1
                    if names[name] <= 3:
                        print(a["file"], a["record_id"], name, str(x.get(name))[:300], "|", str(y.get(name))[:300])
    print(f"{records} records, {differences} differences")
    sys.exit(1 if differences else 0)


if __name__ == "__main__":
    main()
