// The answers of the listener, in the form that clients of Elasticsearch 7, 8 and 9 read.
// SPDX-License-Identifier: EUPL-1.2

import Base
import HTTPTypes
import Hummingbird
import NIOCore

/// How to answer one request.
struct BulkForm {
    private let mediaType: String
    private let major: Int

    /// Clients of 8 and 9 ask for a media type with their version, and refuse an answer without it.
    init(_ request: Request) {
        let asked = [request.headers[.accept], request.headers[.contentType]].compactMap(\.self).joined(separator: ",")
        let version = [9, 8, 7].first {
            asked.contains("compatible-with=\($0)")
        }
        major = max(version ?? 8, 8)
        mediaType = version.map { "application/vnd.elasticsearch+json;compatible-with=\($0)" } ?? "application/json"
    }

    private var version: String { major == 9 ? "9.1.0" : "8.19.0" }

    func json(_ status: HTTPResponse.Status, _ bytes: [UInt8]) -> Response {
        var headers: HTTPFields = [.contentType: mediaType]
        if let product = HTTPField.Name("X-Elastic-Product") { headers[product] = "Elasticsearch" }
        if status == .unauthorized { headers[.wwwAuthenticate] = "Basic realm=\"dijkwacht\", Bearer, ApiKey" }
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    func json(_ status: HTTPResponse.Status, _ text: String) -> Response { json(status, Array(text.utf8)) }

    func error(_ status: HTTPResponse.Status, _ type: String) -> Response {
        let cause = "{\"type\":\"\(type)\",\"reason\":\"\(status.reasonPhrase)\"}"
        return json(
            status,
            "{\"error\":{\"root_cause\":[\(cause)],\"type\":\"\(type)\",\"reason\":\"\(status.reasonPhrase)\"},"
                + "\"status\":\(status.code)}")
    }

    func about(_ path: BulkPath, host: String?) -> Response {
        switch path {
        case .root:
            return json(
                .ok,
                "{\"name\":\"dijkwacht\",\"cluster_name\":\"dijkwacht\",\"cluster_uuid\":\"dijkwacht0000000000000\","
                    + "\"version\":{\"number\":\"\(version)\",\"build_flavor\":\"default\",\"build_type\":\"tar\","
                    + "\"build_hash\":\"0\",\"build_date\":\"2026-01-01T00:00:00Z\",\"build_snapshot\":false,"
                    + "\"lucene_version\":\"9.12.0\",\"minimum_wire_compatibility_version\":\"7.17.0\","
                    + "\"minimum_index_compatibility_version\":\"7.0.0\"},\"tagline\":\"You Know, for Search\"}")
        case .license:
            return json(
                .ok,
                "{\"license\":{\"status\":\"active\",\"uid\":\"00000000-0000-0000-0000-000000000000\","
                    + "\"type\":\"basic\",\"issued_to\":\"dijkwacht\",\"issuer\":\"dijkwacht\"}}")
        case .xpack:
            return json(
                .ok,
                "{\"license\":{\"uid\":\"0\",\"type\":\"basic\",\"mode\":\"basic\",\"status\":\"active\"},"
                    + "\"features\":{\"ilm\":{\"available\":true,\"enabled\":true},"
                    + "\"security\":{\"available\":true,\"enabled\":true}}}")
        case .cluster:
            return json(
                .ok,
                "{\"cluster_name\":\"dijkwacht\",\"status\":\"green\",\"timed_out\":false,\"number_of_nodes\":1,"
                    + "\"number_of_data_nodes\":1,\"active_primary_shards\":1,\"active_shards\":1}")
        case .nodes:
            var writer = JSONWriter()
            writer.string(host ?? "localhost")
            let address = String(decoding: writer.bytes, as: UTF8.self)
            return json(
                .ok,
                "{\"_nodes\":{\"total\":1,\"successful\":1,\"failed\":0},\"cluster_name\":\"dijkwacht\",\"nodes\":"
                    + "{\"dijkwacht\":{\"name\":\"dijkwacht\",\"version\":\"\(version)\","
                    + "\"roles\":[\"data\",\"ingest\"],"
                    + "\"http\":{\"publish_address\":\(address)}}}}")
        case .lifecycle, .exists: return json(.ok, "{}")
        case .made: return json(.ok, "{\"acknowledged\":true,\"shards_acknowledged\":true}")
        case .text: return Response(status: .ok, body: .init(byteBuffer: ByteBuffer(string: "dijkwacht green 1 1\n")))
        default: return error(.notFound, "resource_not_found_exception")
        }
    }

    // MARK: Lines

    /// - Parameter stored: by chunk the lines that were there before; nil for one that there was no room for.
    func items(_ items: [BulkItem], names: [String], stored: [Set<Int>?], prefix: String) -> Response {
        var writer = JSONWriter()
        let isBusy = stored.contains { $0 == nil }
        writer.beginObject()
        writer.name("took")
        writer.number(0)
        writer.name("errors")
        writer.boolean(isBusy)
        writer.name("items")
        writer.beginArray()
        for (number, item) in items.enumerated() {
            writer.beginObject()
            writer.name(item.action.rawValue)
            let duplicates = item.chunk.flatMap { stored[$0] }
            write(
                item, index: names[item.index], isBusy: duplicates == nil,
                isDuplicate: duplicates?.contains(item.line) ?? false, id: "\(prefix)\(number)", &writer)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return json(.ok, writer.bytes)
    }

    func one(_ item: BulkItem, index: String, isDuplicate: Bool, prefix: String) -> Response {
        var writer = JSONWriter()
        write(item, index: index, isBusy: false, isDuplicate: isDuplicate, id: "\(prefix)0", &writer)
        return json(isDuplicate ? .ok : .created, writer.bytes)
    }

    private func write(
        _ item: BulkItem, index: String, isBusy: Bool, isDuplicate: Bool, id: String, _ writer: inout JSONWriter
    ) {
        writer.beginObject()
        writer.name("_index")
        writer.string(index)
        writer.name("_id")
        writer.string(item.id ?? id)
        let (status, result): (Int, String?) =
            switch item.action {
            case _ where isBusy: (429, nil)
            // Nothing is deleted, ever: there is no such line that could be.
            case .delete: (404, "not_found")
            case _ where isDuplicate: (200, "noop")
            case .update: (200, "updated")
            case .index, .create: (201, "created")
            }
        if let result {
            writer.name("_version")
            writer.number(1)
            writer.name("result")
            writer.string(result)
            writer.name("_shards")
            writer.raw("{\"total\":1,\"successful\":1,\"failed\":0}")
            writer.name("_seq_no")
            writer.number(0)
            writer.name("_primary_term")
            writer.number(1)
        } else {
            writer.name("error")
            writer.raw("{\"type\":\"es_rejected_execution_exception\",\"reason\":\"no room, send again later\"}")
        }
        writer.name("status")
        writer.number(status)
        writer.endObject()
    }
}
