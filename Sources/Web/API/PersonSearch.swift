// Looking someone up is written down before it is answered (GDPR art. 5(2); BIO2, 8.15).
// SPDX-License-Identifier: EUPL-1.2

import Access
import Base
import Incidents
import Store
import Watch

enum PersonSearch {
    /// Whether a search asks for an account by a field that names one. Of a nested field the last part of its name
    /// counts.
    static func asks(_ query: ArchiveQuery) -> Bool {
        query.terms.contains { term in
            guard case .field(let name, _) = term.kind else { return false }
            return namesAccount(String(decoding: name, as: UTF8.self))
        }
    }

    private static func namesAccount(_ field: String) -> Bool {
        let last = field.split(separator: ".").last.map(String.init) ?? field
        if EntityNames.kind(ofField: field) == .account || EntityNames.kind(ofField: last) == .account { return true }
        let plain = last.lowercased().filter { $0.isLetter }
        return plain == "upn" || plain == "email" || plain == "mail" || plain.hasSuffix("user")
            || plain.hasSuffix("username") || plain.hasSuffix("userid") || plain.hasSuffix("account")
            || plain.hasSuffix("accountname") || plain.hasSuffix("principalname")
    }
}

extension API {
    /// Writes in the organisation's journal that someone was looked up. Without that there is no answer.
    func noteSearch(of query: String, by requester: Requester) async throws(Problem) {
        _ = try await services.journal.append(
            EntryDraft(.log(.organisation), .searchedPerson(query: query), by: requester.actor))
    }
}
