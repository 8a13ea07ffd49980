// The problems of making and reading letters. Their texts stand in Words/<language>/letters.json.
// SPDX-License-Identifier: EUPL-1.2

public import Base

extension Problem.Code {
    /// A letter with more than {0} of what {1} names.
    public static let letterTooLarge = Problem.Code("letter.too_large")
    /// A document that does not hold together as XML: {0} at which byte.
    public static let letterMarkup = Problem.Code("letter.markup")
    /// A document with declarations of its own (DOCTYPE), which could stand for anything.
    public static let letterDeclarations = Problem.Code("letter.declarations")
    /// Elements more than {0} deep.
    public static let letterTooDeep = Problem.Code("letter.too_deep")
    /// Text of more than {0} bytes.
    public static let letterTextTooLarge = Problem.Code("letter.text_too_large")
}
