// A place for the first test of this target.
// SPDX-License-Identifier: EUPL-1.2
