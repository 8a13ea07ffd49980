// A place for the first file of this target.
// SPDX-License-Identifier: EUPL-1.2
