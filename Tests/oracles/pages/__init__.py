# What check_pages.py asks of the pages: a browser, and the steps in it.
# SPDX-License-Identifier: EUPL-1.2
