#!/usr/bin/env python3
# Compares the hits of the program with those of sigma_oracle.py: real Windows logs, and events made out of the rules.
# Usage: check_sigma.py DIJKWACHT [--whole]. Ends with 1 if a hit differs, with 77 if it cannot run here.
# SPDX-License-Identifier: EUPL-1.2

import collections
import json
import os
import pathlib
import subprocess
import sys
import tempfile

try:
    import sigma_made
    import sigma_oracle
except ImportError as problem:
    print(f"check_sigma: Python has not all packages: {problem}")
    sys.exit(77)

SHARED = pathlib.Path(os.environ.get("DIJKWACHT_SHARED", sigma_oracle.ROOT / "../shared"))
RULES = SHARED / "data/sigma-rules"
LOGS = [SHARED / "data" / name for name in ("sigma-regression", "evtx", "otrf")]
SMALL = 1_000_000
SEED = 20260319


class Comparison:
    """The program beside the oracle, with counts over all that was compared."""

    def __init__(self, program, rules, folder, routing):
        self.program, self.rules, self.folder, self.routing = program, rules, folder, routing
        self.pairs = self.hits = self.differences = 0

    def ours(self, path, is_routed, thin):
        """Hits of the program as a multiset; of files that are read thinly only those of the lines looked at."""
        arguments = [self.program, "scan", str(path), "--rules", str(self.folder), "--format", "jsonl"]
        done = subprocess.run(arguments if is_routed else [*arguments, "--no-routing"], capture_output=True,
                              stdin=subprocess.DEVNULL, encoding="utf-8", check=False)
        if done.returncode != 0:
            raise RuntimeError(f"scan ended with {done.returncode}: {done.stderr[:500]}")
        found = collections.Counter()
        for line in done.stdout.splitlines():
            hit = json.loads(line)
            file, place = hit["file"], hit.get("line", hit.get("record_id"))
            step = thin.get(file)
            if step and (step == 1 or place % step == 7 % step):
                found[hit["rule_id"] or hit["rule_title"], file, place] += 1
        return found

    def compare(self, name, path, is_routed=True, step=1):
        count = {}
        routing = self.routing if is_routed else None
        theirs = collections.Counter(sigma_oracle.hits([path], self.rules, routing, step, SMALL, count))
        ours = self.ours(path, is_routed, count["thin"])
        differences = [("we miss", key) for key in (theirs - ours).elements()]
        differences += [("we alone have", key) for key in (ours - theirs).elements()]
        print(f"  {name}: {count['events']} events, {count['pairs']} pairs of rule and event, "
              f"{sum(theirs.values())} hits, {len(differences)} differences", flush=True)
        for kind, key in differences[:20]:
            print(f"    {kind} {key}")
        self.pairs += count["pairs"]
        self.hits += sum(theirs.values())
        self.differences += len(differences)


def windows_rules(folder):
    """One file for each document with product windows, so that both sides hold the same rules."""
    wanted = 0
    for file in sorted(RULES.rglob("*.yml")):
        documents = list(sigma_oracle.yaml.load_all(file.read_text(encoding="utf-8"), sigma_oracle.Loader))
        if all((document.get("logsource") or {}).get("product") == "windows" for document in documents):
            wanted += 1
            (folder / f"{wanted:05}_{file.name}").write_bytes(file.read_bytes())


def main():
    program, is_whole = sys.argv[1], "--whole" in sys.argv[2:]
    if not pathlib.Path(program).exists():
        print(f"check_sigma: {program} is not there; make build makes it")
        return 77
    if not RULES.is_dir():
        print("check_sigma: no shared rules and logs (set DIJKWACHT_SHARED)")
        return 77
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch, "rules")
        folder.mkdir()
        windows_rules(folder)
        rules, refused = sigma_oracle.load_rules([folder], "windows")
        print(f"check_sigma: hits of {len(rules)} Windows rules as pySigma reads them ({len(refused)} refused) "
              f"beside those of {program}", flush=True)
        routing = sigma_oracle.Routing(sigma_oracle.ROOT / "Rules/routing/windows.yaml")
        comparison = Comparison(program, rules, folder, routing)
        for path in LOGS:
            if path.is_dir():
                comparison.compare(path.name, path, step=1 if is_whole else 50)
        for name, count, is_routed in (("made.jsonl", 4000, True), ("made, no routing.jsonl", 400, False)):
            made = pathlib.Path(scratch, name)
            count *= 5 if is_whole else 1
            made.write_text("\n".join(sigma_made.lines(rules, routing, count, SEED + count)) + "\n", encoding="utf-8")
            comparison.compare(made.stem, made, is_routed)
        if is_whole:
            for path in LOGS:
                comparison.compare(f"{path.name}, no routing", path, is_routed=False, step=500)
    print(f"check_sigma: {comparison.pairs} pairs, {comparison.hits} hits, {comparison.differences} differences")
    return 1 if comparison.differences else 0


if __name__ == "__main__":
    sys.exit(main())
