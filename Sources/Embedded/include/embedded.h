/* The data that travels inside the program: rules, words, exercises. As bytes, so that there is one file to install.
   SPDX-License-Identifier: EUPL-1.2 */
#ifndef DIJKWACHT_EMBEDDED_H
#define DIJKWACHT_EMBEDDED_H

/* A file of the repository as it was when the program was built. The bytes live as long as the program; one zero
   byte follows them. */
struct embedded_file {
    const char *path;
    const unsigned char *bytes;
    unsigned long count;
};

/* In order of path, by bytes. */
extern const struct embedded_file embedded_files[];
extern const unsigned long embedded_file_count;

/* The file at an index below embedded_file_count: Swift does not import arrays of unknown length. */
static inline const struct embedded_file *embedded_file_at(unsigned long index) { return &embedded_files[index]; }

#endif
