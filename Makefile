# The commands of the house. Each says first what it will do and about how long that takes on two cores.
# SPDX-License-Identifier: EUPL-1.2

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
program := .build/release/dijkwacht
# A time a torture run takes per format, in seconds.
seconds ?= 60
# What bench measures: scan, ingest, archive, journal, web; empty means all.
parts ?=

.PHONY: help setup build demo test bench lint format torture man completions embed docs

help: ## this list
	@echo "Dijkwacht: make demo shows what it does, make test runs every test. All commands:"
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-20s %s\n", $$1, $$2 }'

setup: ## installs what the system lacks (nothing to a minute)
	@echo "== setup: looks for Swift and seven system libraries, installs what is missing (nothing to a minute)"
	@scripts/setup

build: setup ## builds the program and the tests for release (5 to 10 minutes the first time)
	@echo "== build: compiles the program and its tests for release (5 to 10 minutes the first time, then seconds)"
	@swift build -c release --build-tests

demo: build ## finds what is wrong in the logs of an exercise, then opens the pages with its case running (after the build: a minute)
	@echo "== demo: makes the logs of an exercise, scans them, lets the watch follow them, then opens the pages (a minute; Ctrl-C ends it)"
	@scripts/demo

test: build ## runs every test (after the build: some minutes)
	@echo "== test: runs every test of the release build, and the comparisons with other programs (some minutes)"
	@scripts/test

bench: build ## measures speed as ratios beside other programs (ten minutes)
	@echo "== bench: measures ours beside orjson, evtx, rsyslog and ripgrep in one run (ten minutes; docs/speed.md)"
	@python=$$(scripts/venv) && "$$python" scripts/bench.py $(parts)

torture: build ## long runs of damaged input, "seconds" per format (default: 60 each)
	@echo "== torture: damaged input without end, $(seconds) seconds per format; set seconds=N for more"
	@DIJKWACHT_TORTURE_SECONDS=$(seconds) swift test -c release --skip-build --filter Torture
	@echo "== torture: the running watch killed, without power, without disk, damaged and abused (hours; docs/torture.md)"
	@python=$$(scripts/venv) && DIJKWACHT_TORTURE=full "$$python" Tests/oracles/check_watch.py $(program) && DIJKWACHT_SENDER_LINES=100000 "$$python" Tests/oracles/check_senders.py $(program) && DIJKWACHT_DAY_SPEED=60 DIJKWACHT_DAY_SCALE=100 "$$python" Tests/oracles/check_day.py $(program)

lint: ## checks the form of the source (seconds)
	@echo "== lint: checks the form of the source with swift format (seconds)"
	@swift format lint --strict --recursive Sources Tests Package.swift

format: ## brings the source into form (seconds)
	@echo "== format: writes the source in the form of .swift-format (seconds)"
	@swift format --in-place --recursive Sources Tests Package.swift

embed: ## writes the list of the data that travels in the program (a second)
	@echo "== embed: writes Sources/Embedded/list.inc from Rules, Words, Exercises and Laws (a second)"
	@scripts/embed

docs: build ## writes docs/problems.md from Words and docs/configuration.md from its keys (seconds after the build)
	@echo "== docs: writes docs/problems.md from Words and docs/configuration.md from its keys (seconds)"
	@DIJKWACHT_WRITE_DOCS=1 swift test -c release --skip-build --filter 'DocumentTests/problems|ConfigurationPageTests/page|ConfigurationFileTests/mistakes'

man: setup ## writes the manual pages into dist/man (some minutes the first time)
	@echo "== man: writes the manual pages from the definitions of the commands into dist/man (some minutes the first time)"
	@mkdir -p dist/man
	@swift package --allow-writing-to-directory dist/man generate-manual --multi-page --output-directory dist/man
	@ls dist/man

completions: build ## writes completions for bash, zsh and fish into dist/completions (a second)
	@echo "== completions: writes completions for bash, zsh and fish into dist/completions (a second after the build)"
	@mkdir -p dist/completions
	@$(program) --generate-completion-script bash > dist/completions/dijkwacht.bash
	@$(program) --generate-completion-script zsh > dist/completions/_dijkwacht
	@$(program) --generate-completion-script fish > dist/completions/dijkwacht.fish
	@ls dist/completions
