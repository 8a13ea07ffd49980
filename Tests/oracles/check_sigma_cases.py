#!/usr/bin/env python3
# Holds the hard cases of cases.yaml against the program: every rule and event goes through `scan --no-routing`.
# Then every rule meets the events of all the other cases, and the answers are held against sigma_oracle.py.
# Usage: check_sigma_cases.py DIJKWACHT. Ends with 1 if one differs, with 77 if it cannot run here.
# SPDX-License-Identifier: EUPL-1.2

import json
import pathlib
import subprocess
import sys
import tempfile
import textwrap

try:
    import sigma_oracle
    import yaml
except ImportError as problem:
    print(f"check_sigma_cases: Python has not all packages: {problem}")
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


def crossed(rules, log, number_of, hits, left_out):
    """Answers of the oracle for each rule that it can read and each event, and how many of ours are others."""
    loaded, refused = sigma_oracle.load_rules([rules], None)
    for file, problem in refused:
        if int(pathlib.Path(file).stem) not in left_out:
            print(f"  (the oracle cannot read case {int(pathlib.Path(file).stem)}: {problem})")
    loaded = [rule for rule in loaded if number_of(rule.path) not in left_out]
    count = {}
    theirs = set()
    for rule in loaded:
        rule.key = number_of(rule.path)
    for key, _, line in sigma_oracle.hits([log], loaded, None, 1, 0, count):
        theirs.add((key, line))
    read = {rule.key for rule in loaded}
    return count["pairs"], sorted(theirs ^ {hit for hit in hits if hit[0] in read})


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
        left_out = set(rejected) | {number for number, case in enumerate(cases) if "oracle" in case}
        pairs, others = crossed(rules, log, lambda path: int(pathlib.Path(path).stem), hits, left_out)
    wrong = 0
    for number, case in enumerate(cases):
        if case.get("rejected", False) != (number in rejected):
            wrong += 1
            print(f"  {case['case']}: {rejected.get(number, 'is not refused')}")
    for line, (number, is_hit) in wanted.items():
        if number not in rejected and ((number, line) in hits) != is_hit:
            wrong += 1
            print(f"  {cases[number]['case']}: {'no hit on' if is_hit else 'a hit on'} {events[line - 1]}")
    for number, line in others:
        ours = "a hit" if (number, line) in hits else "no hit"
        print(f"  {cases[number]['case']}: {ours}, unlike the oracle, on {events[line - 1]}")
    refusals = sum(1 for case in cases if case.get("rejected"))
    print(f"check_sigma_cases: {len(cases)} rules, {refusals} to be refused, {len(wanted)} answers, {wrong} wrong; "
          f"{pairs} pairs beside the oracle, {len(others)} differences")
    return 1 if wrong or others else 0


if __name__ == "__main__":
    sys.exit(main())
