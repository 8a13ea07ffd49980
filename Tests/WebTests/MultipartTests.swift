// RFC 7578: forms with a file as browsers send them, and nothing that only looks like one.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Foundation
import Testing
import Web

@Suite("Forms with a file")
struct MultipartTests {
    private static let field = "Content-Disposition: form-data; name=\"naam\"\r\n\r\nregels"
    private static let file =
        "Content-Disposition: form-data; name=\"bestand\"; filename=\"a.zip\"\r\nContent-Type: application/zip\r\n\r\nPK"

    private func body(_ parts: [String], end: String = "--\r\n") -> [UInt8] {
        Array((parts.map { "--g\r\n\($0)\r\n" }.joined() + "--g" + end).utf8)
    }

    private func read(_ bytes: [UInt8]) -> Upload? { try? Upload(bytes, boundary: "g") }

    @Test("RFC 7578, 4.2: fields have a name, a file also the name that it has there")
    func whole() throws {
        let upload = try Upload(body([Self.field, Self.file]), boundary: "g")
        #expect(upload.form.text("naam") == "regels" && upload.form.fields.count == 1)
        #expect(upload.file?.name == "a.zip" && upload.file?.bytes == Array("PK".utf8))
        #expect(try #require(read(body([Self.field], end: "--"))).file == nil)
        #expect(try #require(read(body([]))).form.fields.isEmpty)
    }

    @Test("RFC 2046, 5.1.1: the bytes of a file are all that stands before the delimiter, whatever they are")
    func binary() throws {
        let head = "Content-Disposition: form-data; name=\"b\"; filename=\"x\"\r\n\r\n"
        let contents: [[UInt8]] = [
            [], [0], [0x0D], [0x0A], [0x0D, 0x0A], Array("\r\n--".utf8), Array("\r\n-g".utf8), Array("--g".utf8),
            Array("\r\n\r\n--h".utf8), Array(0...255), Array("\r\r\n\r\n--\r\n--f".utf8),
        ]
        for content in contents {
            let bytes = Array("--g\r\n\(head)".utf8) + content + Array("\r\n--g--\r\n".utf8)
            #expect(try #require(read(bytes)).file?.bytes == content, "\(content)")
        }
    }

    @Test("HTML, 4.10.21.8: quotes and line ends in names are percent signs, and a path gives its last part")
    func fileNames() throws {
        let names = [
            "a%22b.zip": "a\"b.zip", "a%0D%0Ab": "a\r\nb", "C:\\map\\r.zip": "r.zip", "/etc/x.zip": "x.zip",
            "../../y": "y", "é \u{1F600}.zip": "é \u{1F600}.zip", "a;b": "a;b", "..": "..",
        ]
        for (sent, name) in names {
            let part = "Content-Disposition: form-data; name=\"b\"; filename=\"\(sent)\"\r\n\r\nx"
            #expect(try #require(read(body([part]))).file?.name == name, "\(sent)")
        }
        // No file was chosen.
        let none = "Content-Disposition: form-data; name=\"b\"; filename=\"\"\r\n\r\n"
        #expect(try #require(read(body([none]))).file == nil)
    }

    @Test("what is not in this one form is refused")
    func refused() {
        let disposition = "Content-Disposition: form-data; name=\"a\""
        let parts = [
            "Content-Disposition: form-data\r\n\r\nx", "Content-Disposition: attachment; name=\"a\"\r\n\r\nx",
            "Content-Disposition: form-data; name=a\r\n\r\nx", "Content-Disposition: form-data; name=\"\"\r\n\r\nx",
            "Content-Disposition: form-data; name=\"a\r\n\r\nx", "Content-Disposition: form-data;name=\"a\"\r\n\r\nx",
            "\(disposition); name=\"b\"\r\n\r\nx", "\(disposition); filename*=\"UTF-8''x\"\r\n\r\nx",
            "\(disposition)\r\nContent-Transfer-Encoding: base64\r\n\r\nx", "\(disposition)\r\n\(disposition)\r\n\r\nx",
            "\(disposition)\r\nX-Andere: 1\r\n\r\nx", "\(disposition)\r\nzonder\r\n\r\nx", "\(disposition)\n\nx",
            "Content-Type: text/plain\r\n\r\nx", "\r\nx", "\(disposition)\r\n",
        ]
        for part in parts { #expect(read(body([part])) == nil, "\(part)") }
        for end in ["", "-", "\r\n", "--x", "--\r\nx", "--\r\n\r\n", "x"] {
            #expect(read(body([Self.field], end: end)) == nil, "\(end)")
        }
        for text in ["", "--", "--g", "x--g--", "\r\n--g--", "--h\r\n\(Self.field)\r\n--h--"] {
            #expect(read(Array(text.utf8)) == nil, "\(text)")
        }
        #expect(read(Array("--g\r\n\(disposition)\r\n\r\n".utf8) + [0xFF] + Array("\r\n--g--".utf8)) == nil)
        #expect(read(body([Self.file, Self.file.replacing("a.zip", with: "b.zip")])) == nil)
    }

    @Test("more fields, longer heads and longer texts than the limits are refused")
    func limits() {
        #expect(read(body(Array(repeating: Self.field, count: WebLimits.uploadParts))) != nil)
        #expect(read(body(Array(repeating: Self.field, count: WebLimits.uploadParts + 1))) == nil)
        func text(_ count: Int) -> String {
            "Content-Disposition: form-data; name=\"a\"\r\n\r\n" + String(repeating: "x", count: count)
        }
        #expect(read(body([text(WebLimits.partTextBytes)])) != nil)
        #expect(read(body([text(WebLimits.partTextBytes + 1)])) == nil)
        func head(_ count: Int) -> String {
            let line = "Content-Disposition: form-data; name=\"\""
            return "Content-Disposition: form-data; name=\"\(String(repeating: "n", count: count - line.utf8.count))\""
                + "\r\n\r\nx"
        }
        #expect(read(body([head(WebLimits.partHeaderBytes)])) != nil)
        #expect(read(body([head(WebLimits.partHeaderBytes + 1)])) == nil)
        // A file has no limit of its own but that of the body.
        let large = Self.file + String(repeating: "k", count: 4 * WebLimits.partTextBytes)
        #expect(read(body([large]))?.file?.bytes.count == 2 + 4 * WebLimits.partTextBytes)
    }

    @Test("RFC 2046, 5.1.1: a boundary has one to seventy characters, and stands in quotes or without")
    func boundaries() {
        let longest = String(repeating: "b", count: 70)
        for (header, boundary) in [
            ("multipart/form-data; boundary=----WebKitFormBoundaryA1", "----WebKitFormBoundaryA1"),
            ("Multipart/Form-Data;boundary=\"a'()+_,-./:=?b\"", "a'()+_,-./:=?b"),
            ("multipart/form-data; boundary=\(longest)", longest),
        ] { #expect(Upload.boundary(header) == boundary) }
        for header in [
            "", "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\"\"",
            "multipart/mixed; boundary=a", "multipart/form-data; boundary=\(longest)b", "text/plain; boundary=a",
            "multipart/form-data; boundary=a; charset=utf-8", "multipart/form-data; boundary=a b",
            "multipart/form-data; boundary=é", "multipart/form-data; grens=a", "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=a\u{0}",
        ] { #expect(Upload.boundary(header) == nil, "\(header)") }
    }

    @Test(
        "a body with any byte changed, left out or put in reads as some form or not at all, and never ends the program")
    func mutations() {
        let whole = body([Self.field, Self.file, Self.field.replacing("naam", with: "versie")])
        var state: UInt64 = 5
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        var (read, refused) = (0, 0)
        for _ in 0..<4_000 {
            var bytes = whole
            for _ in 0...next(3) {
                let at = next(bytes.count)
                switch next(5) {
                case 0: bytes[at] = UInt8(next(256))
                case 1: bytes.remove(at: at)
                case 2: bytes.insert(UInt8(next(256)), at: at)
                case 3: bytes.removeLast(min(next(20), bytes.count - 1))
                default: bytes.insert(contentsOf: Array("\r\n--g".utf8), at: at)
                }
            }
            guard let upload = self.read(bytes) else {
                refused += 1
                continue
            }
            read += 1
            let held = upload.form.fields.reduce(upload.file?.bytes.count ?? 0) { $0 + $1.value.utf8.count }
            #expect(held <= bytes.count && upload.form.fields.count <= WebLimits.uploadParts)
        }
        #expect(read > 100 && refused > 1_000)
    }
}
