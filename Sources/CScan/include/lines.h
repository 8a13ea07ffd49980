/* Counting and finding the ends of lines. Nothing is read outside p[0..n).
   SPDX-License-Identifier: EUPL-1.2 */
#ifndef DIJKWACHT_LINES_H
#define DIJKWACHT_LINES_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

/* How many newlines stand in p[0..n). */
static inline size_t lines_count(const uint8_t *p, size_t n) {
    size_t count = 0, i = 0;
#if defined(__SSE2__)
    const __m128i newline = _mm_set1_epi8('\n'), zero = _mm_setzero_si128();
    __m128i total = zero;
    while (i + 64 <= n) {
        /* Each byte of `sums` counts at most 4 per round, so 63 rounds cannot overflow it. */
        __m128i sums = zero;
        for (int round = 0; round < 63 && i + 64 <= n; round++, i += 64) {
            __m128i a = _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(p + i)), newline);
            __m128i b = _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(p + i + 16)), newline);
            __m128i c = _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(p + i + 32)), newline);
            __m128i d = _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(p + i + 48)), newline);
            sums = _mm_sub_epi8(sums, _mm_add_epi8(_mm_add_epi8(a, b), _mm_add_epi8(c, d)));
        }
        total = _mm_add_epi64(total, _mm_sad_epu8(sums, zero));
    }
    uint64_t halves[2];
    _mm_storeu_si128((__m128i *)halves, total);
    count = (size_t)(halves[0] + halves[1]);
#endif
    for (; i < n; i++) count += p[i] == '\n';
    return count;
}

/* The position after the last newline in p[0..n); 0 if there is none. */
static inline size_t lines_end(const uint8_t *p, size_t n) {
#if defined(__SSE2__)
    const __m128i newline = _mm_set1_epi8('\n');
    while (n >= 16) {
        unsigned mask = (unsigned)_mm_movemask_epi8(
            _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(p + n - 16)), newline));
        if (mask) return n - 16 + (size_t)(32 - __builtin_clz(mask));
        n -= 16;
    }
#endif
    while (n > 0 && p[n - 1] != '\n') n--;
    return n;
}

#endif
