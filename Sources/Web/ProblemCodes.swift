// What can be wrong with a request.
// SPDX-License-Identifier: EUPL-1.2

import Base
