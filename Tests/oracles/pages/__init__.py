# What check_pages.py and check_walk.py ask of the pages: a browser, a demonstration, and the steps in them.
# SPDX-License-Identifier: EUPL-1.2
