// What a problem is over HTTP (RFC 9110, 15): its status, and what of it may be shown.
// SPDX-License-Identifier: EUPL-1.2

import Base
import HTTPTypes

struct WebProblem {
    let status: HTTPResponse.Status
    /// The problem as who asks may see it. What lies on the disk, and where, is for the log alone.
    let shown: Problem
    var retrySeconds: Int?

    init(_ problem: Problem) {
        let name = problem.code.name
        if let status = WebProblem.statuses[name] {
            self.status = status
            shown = Problem(problem.code, problem.arguments)
        } else {
            status = .serviceUnavailable
            shown = Problem(.unavailable)
        }
        if status == .tooManyRequests { retrySeconds = problem.arguments.first.flatMap { Int($0) } ?? 1 }
        if status == .serviceUnavailable { retrySeconds = 2 }
    }

    /// Whether someone must look at it: it is not the fault of who asked.
    var isOurs: Bool { status.code >= 500 }

    private static let statuses: [String: HTTPResponse.Status] = [
        "access.not_found": .notFound, "access.log_in": .unauthorized, "access.wait": .tooManyRequests,
        "access.busy": .tooManyRequests, "access.name": .badRequest,
        "access.label": .badRequest, "access.password_short": .badRequest, "access.password_long": .badRequest,
        "access.password_name": .badRequest, "access.password_simple": .badRequest,
        "access.password_known": .badRequest, "access.password_memory": .serviceUnavailable,
        "accounts.exists": .conflict, "accounts.disabled": .conflict, "accounts.last_administrator": .conflict,
        "accounts.full": .conflict, "accounts.tokens_full": .conflict, "accounts.unknown": .notFound,
        "accounts.token_unknown": .notFound,
        "alert.taken": .conflict, "alert.unknown": .notFound, "entry.conflict": .conflict, "entry.unknown": .notFound,
        "entry.long": .badRequest, "incident.unknown": .notFound, "incident.full": .conflict,
        "packs.version_taken": .conflict, "packs.full": .conflict, "packs.no_earlier": .conflict,
        "packs.missing": .conflict, "packs.damaged": .conflict, "packs.unknown": .notFound,
        "packs.version_unknown": .notFound, "packs.name": .badRequest, "packs.version": .badRequest,
        "packs.no_rules": .badRequest, "packs.no_archive": .badRequest, "packs.link": .badRequest,
        "packs.path": .badRequest, "packs.path_long": .badRequest, "packs.twice": .badRequest,
        "packs.manifest": .badRequest, "packs.file_large": .contentTooLarge, "packs.read_large": .contentTooLarge,
        "packs.large": .contentTooLarge, "packs.too_much": .contentTooLarge, "packs.encrypted": .badRequest,
        "packs.broken": .badRequest,
        "web.upload": .badRequest, "web.file_needed": .badRequest,
        "query.long": .badRequest, "query.terms": .badRequest, "query.quote": .badRequest,
        "query.cursor": .badRequest,
        "web.log_in_needed": .unauthorized, "web.forbidden": .forbidden, "web.cross_site": .forbidden,
        "web.insecure": .forbidden, "web.no_session": .badRequest, "web.target_long": .uriTooLong,
        "web.parameter": .badRequest, "web.parameter_unknown": .badRequest, "web.body": .badRequest,
        "web.body_long": .contentTooLarge, "web.body_type": .unsupportedMediaType,
        "web.form_type": .unsupportedMediaType, "web.member_unknown": .badRequest, "web.member_missing": .badRequest,
        "web.member": .badRequest,
        "web.method": .methodNotAllowed, "web.changed": .conflict, "web.closed": .conflict,
        "web.password_wrong": .badRequest, "web.passwords_differ": .badRequest, "web.token_days": .badRequest,
        "web.last_member": .conflict, "web.action_needed": .badRequest, "web.none_chosen": .badRequest,
        "web.reason_needed": .badRequest, "web.alert_decided": .conflict, "web.alert_gone": .conflict,
        "web.incident_closed": .conflict,
        "web.time_needed": .badRequest, "web.time_ahead": .badRequest, "web.account": .badRequest,
        "web.not_undoable": .conflict,
        "web.not_openable": .conflict, "web.unavailable": .serviceUnavailable, "web.busy": .serviceUnavailable,
    ]
}
