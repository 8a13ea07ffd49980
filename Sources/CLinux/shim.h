/* SPDX-License-Identifier: EUPL-1.2 */
#include <linux/falloc.h>
#include <malloc.h>
#include <sys/types.h>

/* fallocate(2): glibc shows it only to those who define _GNU_SOURCE, which Swift's module of it does not. */
extern int fallocate(int descriptor, int mode, off_t offset, off_t length);

/* How many heaps threads share (mallopt(3)). By default there are eight for each core, and each keeps what it freed. */
static inline void linux_limit_heaps(int count) { mallopt(M_ARENA_MAX, count); }
