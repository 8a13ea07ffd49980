# Parts of check_watch.py: the program as a process, senders that remember what they sent, one file per kind of fault.
# SPDX-License-Identifier: EUPL-1.2
