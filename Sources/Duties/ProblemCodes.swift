// What can be wrong with a law pack, a profile or moments. The texts stand in Words/*/duties.json.
// SPDX-License-Identifier: EUPL-1.2

public import Base

extension Problem.Code {
    /// The bytes are not a file of a law pack: what the reader of JSON says about it.
    public static let lawUnreadable = Problem.Code("law.unreadable")
    /// A law pack has none of the parts that all laws have in common, or two.
    public static let lawBasis = Problem.Code("law.basis")
    /// A clock stands in a law pack twice.
    public static let lawDouble = Problem.Code("law.double")
    /// A clock refers to what the pack does not have.
    public static let lawUnknownName = Problem.Code("law.unknown_name")
    /// A number of a law pack lies outside its limits.
    public static let lawNumber = Problem.Code("law.number")
    /// A condition of a clock says nothing, or two things at once.
    public static let lawCondition = Problem.Code("law.condition")
    /// There is more of something than a law pack may have.
    public static let lawTooMuch = Problem.Code("law.too_much")

    /// The file is no map of names and values, or no list of them.
    public static let dutyShape = Problem.Code("duty.shape")
    /// A file, a list or a text is larger than its limit.
    public static let dutyTooMuch = Problem.Code("duty.too_much")
    /// A name that is not known here, perhaps misspelt.
    public static let dutyUnknownName = Problem.Code("duty.unknown_name")
    public static let dutyMisspelt = Problem.Code("duty.misspelt")
    /// A value that must be there is not.
    public static let dutyMissing = Problem.Code("duty.missing")
    /// A value that is none of those that are possible.
    public static let dutyValue = Problem.Code("duty.value")
    /// A role or legal form that the law pack does not know.
    public static let dutyUnknownRole = Problem.Code("duty.unknown_role")
    public static let dutyUnknownForm = Problem.Code("duty.unknown_form")
    /// A submission under a clock that the law pack does not have.
    public static let dutyUnknownClock = Problem.Code("duty.unknown_clock")
    /// A time that cannot be read, that has no offset, or that lies after now.
    public static let dutyTime = Problem.Code("duty.time")
    public static let dutyOffset = Problem.Code("duty.offset")
    public static let dutyFuture = Problem.Code("duty.future")
    /// There are more problems than are told one by one.
    public static let dutyMoreProblems = Problem.Code("duty.more_problems")
    /// No profile of the file could be used.
    public static let dutyNoProfile = Problem.Code("duty.no_profile")
}
