// The accounts on disk are those that the API asks.
// SPDX-License-Identifier: EUPL-1.2

import Store

extension AccountStore: AccountSource {}
