/* UTF-16LE text that is ASCII, made bytes, 16 units at a time. The source must be readable for 32 bytes past its
   end and the target writable for 16.
   SPDX-License-Identifier: EUPL-1.2 */
#ifndef DIJKWACHT_UTF16_H
#define DIJKWACHT_UTF16_H

#include <stddef.h>
#include <stdint.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

/* Copies units from the start as long as they are ASCII and not NUL. Returns how many were copied. */
static inline size_t utf16_narrow(uint8_t *to, const uint8_t *from, size_t units) {
    size_t i = 0;
#if defined(__SSE2__)
    const __m128i high = _mm_set1_epi16((short)0xFF80), zero = _mm_setzero_si128();
    while (i + 16 <= units) {
        __m128i a = _mm_loadu_si128((const __m128i *)(from + 2 * i));
        __m128i b = _mm_loadu_si128((const __m128i *)(from + 2 * i + 16));
        __m128i packed = _mm_packus_epi16(a, b);
        __m128i wide = _mm_cmpeq_epi16(_mm_and_si128(_mm_or_si128(a, b), high), zero);
        if (_mm_movemask_epi8(wide) != 0xFFFF || _mm_movemask_epi8(_mm_cmpeq_epi8(packed, zero)) != 0) break;
        _mm_storeu_si128((__m128i *)(to + i), packed);
        i += 16;
    }
#endif
    while (i < units && from[2 * i + 1] == 0 && from[2 * i] != 0 && from[2 * i] < 0x80) {
        to[i] = from[2 * i];
        i++;
    }
    return i;
}

#endif
