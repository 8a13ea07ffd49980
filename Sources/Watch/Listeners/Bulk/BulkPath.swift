// What a path of Elasticsearch asks for, of those that senders of logs use.
// SPDX-License-Identifier: EUPL-1.2

import Foundation
package import HTTPTypes

/// A request by its path.
package enum BulkPath: Sendable, Hashable {
    case health
    case bulk(index: String?)
    case document(index: String, id: String?)
    case root
    case license, xpack, lifecycle, cluster, nodes
    /// Templates, pipelines, aliases, indices: there as far as the sender needs to know.
    case exists, made
    case text
    case unknown

    package init(_ path: String, method: HTTPRequest.Method) {
        let parts = path.split(separator: "/").map { BulkReader.cut(String($0).removingPercentEncoding ?? String($0)) }
        let sends = method == .post || method == .put
        switch parts.count {
        case 0: self = .root
        case 1 where parts == ["healthz"]: self = .health
        case 1...3 where sends && parts.last == "_bulk" && (parts.count == 1 || !parts[0].hasPrefix("_")):
            self = .bulk(index: parts.count > 1 ? parts[0] : nil)
        case 2...3 where sends && !parts[0].hasPrefix("_") && BulkPath.holdsDocuments(parts[1]):
            self = .document(index: parts[0], id: parts.count == 3 ? parts[2] : nil)
        default: self = BulkPath.about(parts[0], method)
        }
    }

    /// `_doc`, `_create`, and the types that indices had before version 7.
    private static func holdsDocuments(_ part: String) -> Bool {
        part == "_doc" || part == "_create" || !part.hasPrefix("_")
    }

    private static func about(_ first: String, _ method: HTTPRequest.Method) -> BulkPath {
        switch first {
        case "_license": return .license
        case "_xpack": return .xpack
        case "_cluster": return .cluster
        case "_nodes": return .nodes
        case "_cat": return .text
        default: break
        }
        let isIndex = !first.hasPrefix("_")
        let known = [
            "_ilm", "_index_template", "_component_template", "_template", "_ingest", "_data_stream", "_alias",
        ]
        guard isIndex || known.contains(first) else { return .unknown }
        if method == .get || method == .head { return first == "_ilm" ? .lifecycle : .exists }
        return method == .put || method == .post ? .made : .unknown
    }
}
