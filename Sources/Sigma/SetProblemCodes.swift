// The problems of a set of rules as a whole: references and routing. Their texts stand in Words/ under
// `problem.<name>`.
// SPDX-License-Identifier: EUPL-1.2

public import Base

extension Problem.Code {
    public static let unknownReference = Problem.Code("correlation.unknown_reference")
    public static let circularReference = Problem.Code("correlation.circular_reference")
    public static let routingForm = Problem.Code("routing.form")
}
