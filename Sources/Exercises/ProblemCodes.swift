// What can be wrong with a scenario. The texts stand in Words/*/exercises.json.
// SPDX-License-Identifier: EUPL-1.2

public import Base

extension Problem.Code {
    /// The bytes are not a scenario: what the reader of JSON says about it.
    public static let scenarioUnreadable = Problem.Code("scenarioUnreadable")
    /// A date or time of a scenario cannot be read.
    public static let scenarioTime = Problem.Code("scenarioTime")
    /// The period of a scenario is empty or longer than the limit.
    public static let scenarioPeriod = Problem.Code("scenarioPeriod")
    /// The moment at which it is seen lies outside of the period.
    public static let scenarioDetected = Problem.Code("scenarioDetected")
    /// A part of a scenario names a person, network or host that the scenario does not have.
    public static let scenarioUnknownName = Problem.Code("scenarioUnknownName")
    /// A network of a scenario does not lie in the ranges that are reserved for documentation.
    public static let scenarioRealNetwork = Problem.Code("scenarioRealNetwork")
    /// A domain of a scenario is no name below `.example`.
    public static let scenarioRealDomain = Problem.Code("scenarioRealDomain")
    /// A number in a scenario lies outside its limits.
    public static let scenarioNumber = Problem.Code("scenarioNumber")
    /// A name in a scenario is no plain word, or stands in its list twice.
    public static let scenarioName = Problem.Code("scenarioName")
    /// No exercise has this name.
    public static let exerciseUnknown = Problem.Code("exerciseUnknown")
}
