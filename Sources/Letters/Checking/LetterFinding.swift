// What the check found in a letter: which rule, where, and the words that it is about.
// SPDX-License-Identifier: EUPL-1.2

/// A rule of the check. Its name is stable: scripts and people look for it.
public enum LetterRule: String, Sendable, CaseIterable {
    case placeholderDate = "placeholder_date"
    case placeholderNumber = "placeholder_number"
    case placeholderText = "placeholder_text"
    case dossierNumberFormat = "dossier_number_format"
    case dossierNumberMissing = "dossier_number_missing"
    case noteEndPunctuation = "note_end_punctuation"
    case noteTextMissing = "note_text_missing"
    case sameDayJl = "same_day_jl"
    case jlForm = "jl_form"
    case nameDictionary = "name_dictionary"
    case titleCase = "title_case"
    case pageCounter = "page_counter"
    case artefactImage = "artefact_image"
    case artefactBookmark = "artefact_bookmark"
    case artefactFootnote = "artefact_footnote"
    case artefactReference = "artefact_reference"
    case duplicateHeader = "duplicate_header"
    case quoteUnbalanced = "quote_unbalanced"

    /// An error says something untrue, or shows that the letter is not finished; the rest is a matter of form.
    public var severity: LetterFinding.Severity {
        switch self {
        case .placeholderDate, .placeholderNumber, .placeholderText, .dossierNumberMissing, .pageCounter,
            .artefactImage, .artefactBookmark, .artefactFootnote, .artefactReference:
            .error
        case .dossierNumberFormat, .noteEndPunctuation, .noteTextMissing, .sameDayJl, .jlForm, .nameDictionary,
            .titleCase, .duplicateHeader, .quoteUnbalanced:
            .warning
        }
    }
}

/// One thing that a person must look at before the letter goes.
public struct LetterFinding: Sendable, Hashable {
    /// How bad it is.
    public enum Severity: String, Sendable {
        case error, warning
    }

    public let rule: LetterRule
    /// The line or the paragraph, from 1, as `LetterText.unit` says.
    public let place: Int
    /// The words of the letter that it is about.
    public let quote: String
    /// What the message needs beside the quote, such as the right spelling.
    public let arguments: [String]

    /// How bad it is.
    public var severity: Severity { rule.severity }

    init(_ rule: LetterRule, place: Int, quote: String, _ arguments: [String] = []) {
        self.rule = rule
        self.place = place
        self.quote = quote
        self.arguments = arguments
    }
}
