/* Inner loops over bytes, 16 at a time. Buffers must be readable for 16 bytes past their end (see Events/Event.swift).
   SPDX-License-Identifier: EUPL-1.2 */
#ifndef DIJKWACHT_SCAN_H
#define DIJKWACHT_SCAN_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

/* The first position from i on that holds a quote, a backslash or a control character below 0x20; n if none. */
static inline size_t scan_string(const uint8_t *p, size_t i, size_t n) {
#if defined(__SSE2__)
    const __m128i quote = _mm_set1_epi8('"'), backslash = _mm_set1_epi8('\\'), limit = _mm_set1_epi8(0x1F);
    while (i < n) {
        __m128i v = _mm_loadu_si128((const __m128i *)(p + i));
        __m128i hit = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, quote), _mm_cmpeq_epi8(v, backslash)),
                                   _mm_cmpeq_epi8(_mm_min_epu8(v, limit), v));
        unsigned mask = (unsigned)_mm_movemask_epi8(hit);
        if (mask) {
            size_t at = i + (size_t)__builtin_ctz(mask);
            return at < n ? at : n;
        }
        i += 16;
    }
    return n;
#else
    while (i < n && p[i] != '"' && p[i] != '\\' && p[i] >= 0x20) i++;
    return i < n ? i : n;
#endif
}

/* The first position from i on with a byte above 0x7F; n if none. */
static inline size_t scan_ascii(const uint8_t *p, size_t i, size_t n) {
#if defined(__SSE2__)
    while (i < n) {
        unsigned mask = (unsigned)_mm_movemask_epi8(_mm_loadu_si128((const __m128i *)(p + i)));
        if (mask) {
            size_t at = i + (size_t)__builtin_ctz(mask);
            return at < n ? at : n;
        }
        i += 16;
    }
    return n;
#else
    while (i < n && p[i] < 0x80) i++;
    return i < n ? i : n;
#endif
}

/* Copies n bytes with A-Z made a-z. Writes up to 15 bytes past the end of `to`. Returns nonzero if a byte was above
   0x7F (such bytes are copied as they are). */
static inline int scan_fold(uint8_t *to, const uint8_t *from, size_t n) {
#if defined(__SSE2__)
    unsigned high = 0;
    const __m128i before = _mm_set1_epi8('A' - 1), after = _mm_set1_epi8('Z' + 1), bit = _mm_set1_epi8(0x20);
    size_t i = 0;
    for (; i + 16 <= n; i += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(from + i));
        high |= (unsigned)_mm_movemask_epi8(v);
        __m128i upper = _mm_and_si128(_mm_cmpgt_epi8(v, before), _mm_cmplt_epi8(v, after));
        _mm_storeu_si128((__m128i *)(to + i), _mm_or_si128(v, _mm_and_si128(upper, bit)));
    }
    if (i < n) {
        __m128i v = _mm_loadu_si128((const __m128i *)(from + i));
        high |= (unsigned)_mm_movemask_epi8(v) & ((1u << (n - i)) - 1u);
        __m128i upper = _mm_and_si128(_mm_cmpgt_epi8(v, before), _mm_cmplt_epi8(v, after));
        _mm_storeu_si128((__m128i *)(to + i), _mm_or_si128(v, _mm_and_si128(upper, bit)));
    }
    return high != 0;
#else
    int high = 0;
    for (size_t i = 0; i < n; i++) {
        uint8_t c = from[i];
        high |= c & 0x80;
        to[i] = (uint8_t)(c + ((c >= 'A' && c <= 'Z') ? 0x20 : 0));
    }
    return high;
#endif
}

/* The functions from here on read nothing past n. */

/* The first byte b from i on; n if there is none. */
static inline size_t scan_byte(const uint8_t *p, size_t i, size_t n, uint8_t b) {
    const uint8_t *found = i < n ? (const uint8_t *)memchr(p + i, b, n - i) : NULL;
    return found ? (size_t)(found - p) : n;
}

/* The first byte above ASCII from i on; n if there is none. */
static inline size_t scan_above_ascii(const uint8_t *p, size_t i, size_t n) {
    for (; n - i >= 8; i += 8) {
        uint64_t v;
        memcpy(&v, p + i, 8);
        if (v & 0x8080808080808080u) break;
    }
    while (i < n && p[i] < 0x80) i++;
    return i;
}

/* How many bytes are below a space. */
static inline size_t scan_count_controls(const uint8_t *p, size_t n) {
    size_t count = 0;
    for (size_t i = 0; i < n; i++) count += p[i] < 0x20;
    return count;
}

static inline uint32_t scan_load32(const uint8_t *p) { uint32_t v; memcpy(&v, p, 4); return v; }
static inline uint64_t scan_load64(const uint8_t *p) { uint64_t v; memcpy(&v, p, 8); return v; }

#endif
