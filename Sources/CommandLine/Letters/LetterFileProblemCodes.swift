// The problems of letters as files. Their texts stand in Words/<language>/letters.json.
// SPDX-License-Identifier: EUPL-1.2

package import Base

extension Problem.Code {
    /// A PDF, which is not read yet.
    package static let letterPDF = Problem.Code("letter.pdf")
    /// A file that is none of those that letters come in.
    package static let notALetter = Problem.Code("letter.not_a_letter")
    /// More findings than {0}.
    package static let letterMore = Problem.Code("letter.more")
}
