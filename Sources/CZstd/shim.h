/* SPDX-License-Identifier: EUPL-1.2 */
#include <zstd.h>
#include <zstd_errors.h>
