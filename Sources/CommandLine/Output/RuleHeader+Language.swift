// The title of a rule in the language of the screen.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Sigma

extension RuleHeader {
    /// The Dutch title on a Dutch screen, if the rule has one.
    func title(in language: Language) -> String {
        language == .dutch ? dutch?.title ?? title : title
    }
}
