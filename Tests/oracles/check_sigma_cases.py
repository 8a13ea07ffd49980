#!/usr/bin/env python3
# Holds the hard cases of cases.yaml against the program: every rule and event goes through `scan --no-routing`.
# Usage: check_sigma_cases.py DIJKWACHT. Ends with 1 if one differs, with 77 if it cannot run here.
# SPDX-License-Identifier: EUPL-1.2

import json
import pathlib
import subprocess
import sys
import tempfile
import textwrap

try:
    import yaml
except ImportError:
    print("check_sigma_cases: Python has no package pyyaml")
    sys.exit(77)

HERE = pathlib.Path(__file__).resolve().parent


def rule(case, number):
    """The text of the rule file of a case."""
    if "rule" in case:
        return case["rule"]
    detection = case.get("detection")
    if detection is None:
        detection = "s:\n" + textwrap.indent(case["s"], "  ") + "condition: s\n"
    title = f"title: case {number}\nlogsource:\n  product: windows\n  category: any\n"
    return title + "detection:\n" + textwrap.indent(detection, "  ")


def lines(text):
    return [line for line in (text or "").splitlines() if line.strip()]


def run(program, *arguments):
    done = subprocess.run([program, *arguments, "--format", "jsonl"], capture_output=True, stdin=subprocess.DEVNULL,
                          encoding="utf-8", errors="replace", timeout=120, check=False)
    return done, [json.loads(line) for line in done.stdout.splitlines() if line]


def main():
    program = sys.argv[1]
    if not pathlib.Path(program).exists():
        print(f"check_sigma_cases: {program} is not there; make build makes it")
        return 77
    cases = yaml.load((HERE / "cases.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
    print(f"check_sigma_cases: {len(cases)} hard cases of the specification against {program}")
    with tempfile.TemporaryDirectory() as folder:
        rules = pathlib.Path(folder, "rules")
        rules.mkdir()
        events, wanted = [], {}
        for number, case in enumerate(cases):
            (rules / f"{number:04}.yml").write_bytes(rule(case, number).encode())
            for kind in ("hits", "misses"):
                for line in lines(case.get(kind)):
                    json.loads(line)
                    events.append(line)
                    wanted[len(events)] = (number, kind == "hits")
        log = pathlib.Path(folder, "events.jsonl")
        log.write_text("\n".join(events) + "\n", encoding="utf-8")
        _, documents = run(program, "rules", "check", str(rules))
        rejected = {}
        titles = {}
        for document in documents:
            number = int(pathlib.Path(document["file"].rsplit(":", 1)[0] if ":" in document["file"]
                                      else document["file"]).stem)
            titles.setdefault(document["title"], number)
            if document["status"] == "rejected":
                rejected[number] = document["problem"]
        done, found = run(program, "scan", str(log), "--no-routing", "--rules", str(rules))
        hits = {(titles[hit["rule_title"]], hit["line"]) for hit in found}
        if done.returncode != 0:
            print(f"scan ended with {done.returncode}: {done.stderr[:500]}")
            return 1
    wrong = 0
    for number, case in enumerate(cases):
        if case.get("rejected", False) != (number in rejected):
            wrong += 1
            print(f"  {case['case']}: {rejected.get(number, 'is not refused')}")
    for line, (number, is_hit) in wanted.items():
        if number not in rejected and ((number, line) in hits) != is_hit:
            wrong += 1
            print(f"  {cases[number]['case']}: {'no hit on' if is_hit else 'a hit on'} {events[line - 1]}")
    refusals = sum(1 for case in cases if case.get("rejected"))
    print(f"check_sigma_cases: {len(cases)} rules, {refusals} to be refused, {len(wanted)} answers, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
