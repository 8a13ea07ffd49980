// The problems of rules, alone and as a set, and of routing. Their texts stand in Words/ under `problem.<name>`.
// SPDX-License-Identifier: EUPL-1.2

public import Base

extension Problem.Code {
    public static let yamlSyntax = Problem.Code("yaml.syntax")
    public static let yamlCharacter = Problem.Code("yaml.character")
    public static let yamlTooLong = Problem.Code("yaml.too_long")
    public static let yamlTooDeep = Problem.Code("yaml.too_deep")
    public static let yamlTooMany = Problem.Code("yaml.too_many")
    public static let yamlDuplicateKey = Problem.Code("yaml.duplicate_key")
    public static let yamlKey = Problem.Code("yaml.key")
    public static let yamlMerge = Problem.Code("yaml.merge")
    public static let yamlAlias = Problem.Code("yaml.alias")
    public static let yamlTag = Problem.Code("yaml.tag")

    public static let ruleNotARule = Problem.Code("rule.not_a_rule")
    public static let ruleEmptyFile = Problem.Code("rule.empty_file")
    public static let ruleMissing = Problem.Code("rule.missing")
    public static let ruleWrongKind = Problem.Code("rule.wrong_kind")
    public static let ruleEmpty = Problem.Code("rule.empty")
    public static let ruleLevel = Problem.Code("rule.level")
    public static let ruleAction = Problem.Code("rule.action")
    public static let ruleFilter = Problem.Code("rule.filter")
    public static let ruleTimeframe = Problem.Code("rule.timeframe")
    public static let ruleTooManyPatterns = Problem.Code("rule.too_many_patterns")

    public static let conditionSyntax = Problem.Code("condition.syntax")
    public static let conditionUnknown = Problem.Code("condition.unknown")
    public static let conditionTooDeep = Problem.Code("condition.too_deep")
    public static let conditionTooLong = Problem.Code("condition.too_long")
    public static let conditionAggregation = Problem.Code("condition.aggregation")
    public static let conditionQuantity = Problem.Code("condition.quantity")

    public static let modifierUnknown = Problem.Code("modifier.unknown")
    public static let modifierMisspelt = Problem.Code("modifier.misspelt")
    public static let modifierCombination = Problem.Code("modifier.combination")
    public static let modifierKeyword = Problem.Code("modifier.keyword")
    public static let modifierValue = Problem.Code("modifier.value")
    public static let modifierExpand = Problem.Code("modifier.expand")
    public static let modifierWildcard = Problem.Code("modifier.wildcard")
    public static let modifierTooShort = Problem.Code("modifier.too_short")
    public static let modifierTooManyForms = Problem.Code("modifier.too_many_forms")
    public static let valueNullInList = Problem.Code("value.null_in_list")
    public static let valueNull = Problem.Code("value.null")
    public static let valueNested = Problem.Code("value.nested")
    public static let valueEmptyKeyword = Problem.Code("value.empty_keyword")
    public static let regexForbidden = Problem.Code("regex.forbidden")
    public static let regexInvalid = Problem.Code("regex.invalid")
    public static let cidrInvalid = Problem.Code("cidr.invalid")

    public static let correlationUnsupported = Problem.Code("correlation.unsupported")
    public static let correlationType = Problem.Code("correlation.type")
    public static let correlationTimespan = Problem.Code("correlation.timespan")
    public static let correlationCondition = Problem.Code("correlation.condition")
    public static let correlationKey = Problem.Code("correlation.key")
    public static let correlationAlias = Problem.Code("correlation.alias")
    public static let unknownReference = Problem.Code("correlation.unknown_reference")
    public static let circularReference = Problem.Code("correlation.circular_reference")

    public static let routingForm = Problem.Code("routing.form")
}
