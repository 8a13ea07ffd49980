/* Everything of this target, under the name by which the module is found.
   SPDX-License-Identifier: EUPL-1.2 */
#include "lines.h"
#include "scan.h"
#include "utf16.h"
