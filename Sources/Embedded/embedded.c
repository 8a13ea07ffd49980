/* Rules, words and exercises as bytes, by C23's #embed over a list that `make embed` writes.
   SPDX-License-Identifier: EUPL-1.2 */
#include "embedded.h"

/* clang takes #embed in every C mode; only its warning that C23 brought it is unwanted. */
#pragma clang diagnostic ignored "-Wc23-extensions"

#include "list.inc"
