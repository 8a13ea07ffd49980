# The parts of `make bench` that measure the running watch.
# SPDX-License-Identifier: EUPL-1.2
