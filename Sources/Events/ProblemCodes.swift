// The problems that the readers report. Their texts stand in Words/ under `problem.<name>`.
// SPDX-License-Identifier: EUPL-1.2

public import Base

extension Problem.Code {
    public static let tooManyFields = Problem.Code("event.too_many_fields")
    public static let invalidUTF8 = Problem.Code("event.invalid_utf8")
    public static let notOfFormat = Problem.Code("event.not_of_format")
    public static let binaryContent = Problem.Code("format.binary")
    public static let timeMissing = Problem.Code("time.missing")
    public static let timeAmbiguous = Problem.Code("time.ambiguous")
    public static let timeNonexistent = Problem.Code("time.nonexistent")
    public static let timeUnreadable = Problem.Code("time.unreadable")
    public static let timeWithoutZone = Problem.Code("time.no_zone")
    public static let timeWithoutYear = Problem.Code("time.no_year")
    public static let timeOfHeader = Problem.Code("time.of_header")
    public static let jsonSyntax = Problem.Code("json.syntax")
    public static let jsonNotObject = Problem.Code("json.not_object")
    public static let jsonDepth = Problem.Code("json.depth")
    public static let controlCharacter = Problem.Code("json.control_character")
    public static let loneSurrogate = Problem.Code("json.lone_surrogate")
    public static let nameTooLong = Problem.Code("json.name_too_long")
    public static let leefDelimiter = Problem.Code("leef.delimiter")
}
