/* SPDX-License-Identifier: EUPL-1.2 */
#include <linux/falloc.h>
#include <sys/types.h>

/* fallocate(2): glibc shows it only to those who define _GNU_SOURCE, which Swift's module of it does not. */
extern int fallocate(int descriptor, int mode, off_t offset, off_t length);
