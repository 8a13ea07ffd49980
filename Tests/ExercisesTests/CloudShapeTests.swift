// Sign-ins, audit records and calls of Graph have the form of their schema, in types as well as in names.
// SPDX-License-Identifier: EUPL-1.2

import Base
import Exercises
import Foundation
import Testing

struct CloudShapeTests {
    private func signIns() throws -> [ReadRecord] { try ReadLogs.log("entra-signins.jsonl") }
    private func audit() throws -> [ReadRecord] { try ReadLogs.log("m365-audit.jsonl") }
    private func graph() throws -> [ReadRecord] { try ReadLogs.log("graph-activity.jsonl") }

    private func isGUID(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        return parts.map(\.count) == [8, 4, 4, 4, 12] && parts.allSatisfy { $0.allSatisfy(\.isHexDigit) }
    }

    @Test("A sign-in has an account under the domain, a device or none, and an error code of Entra")
    func signInValues() throws {
        for record in try signIns() {
            hold(record["userPrincipalName"].hasSuffix("@ministerie-van-dijken.example"), "\(record.line)")
            hold(["0", "50126", "50053", "50074", "50057"].contains(record["status.errorCode"]))
            hold(["true", "false"].contains(record["isInteractive"]))
            hold(isGUID(record["id"]) && isGUID(record["userId"]) && isGUID(record["correlationId"]))
            hold(isGUID(record["appId"]) && isGUID(record["resourceId"]))
            hold(record["deviceDetail.isManaged"] == (record["deviceDetail.deviceId"].isEmpty ? "false" : "true"))
            hold(record["location.countryOrRegion"].count == 2)
        }
    }

    @Test("Only a sign-in that succeeded opens a session or passes conditional access")
    func success() throws {
        for record in try signIns() {
            let isSuccess = record["status.errorCode"] == "0"
            hold((record["conditionalAccessStatus"] == "success") == isSuccess, "\(record.line)")
            if isSuccess { hold(isGUID(record["sessionId"]), "\(record.line)") }
        }
    }

    @Test("No two records of a log have the same identifier")
    func identifiers() throws {
        for (records, name) in [(try signIns(), "id"), (try audit(), "Id"), (try graph(), "RequestId")] {
            hold(Set(records.map { $0[name] }).count == records.count, "\(name)")
        }
    }

    @Test("The network of an address is the one that networks.csv gives, in number and in country")
    func networks() throws {
        var ranges: [(AddressRange, String, String)] = []
        for line in try Run.small.get().texts("networks.csv").dropFirst() {
            let parts = line.split(separator: ",").map(String.init)
            hold(parts.count == 4)
            if let range = AddressRange(parts[0]) { ranges.append((range, parts[1], parts[3])) }
        }
        var found = 0
        for record in try signIns() {
            guard let address = AddressRange(record["ipAddress"] + "/32") else { continue }
            let network = try #require(ranges.first { $0.0.contains(address) }, "\(record["ipAddress"])")
            hold(network.1 == record["autonomousSystemNumber"])
            hold(network.2 == record["location.countryOrRegion"])
            found += 1
        }
        #expect(found > 500)
    }

    @Test("networks.csv: numbers are those of RFC 5398, and no two networks overlap")
    func documentationNumbers() throws {
        var ranges: [AddressRange] = []
        for line in try Run.small.get().texts("networks.csv").dropFirst() {
            let parts = line.split(separator: ",")
            hold(64_496...64_511 ~= (Int(parts[1]) ?? 0), "\(line)")
            guard let range = AddressRange(String(parts[0])) else {
                hold(parts[0].hasPrefix("2001:db8:"))
                continue
            }
            for other in ranges { hold(!other.contains(range) && !range.contains(other), "\(line)") }
            ranges.append(range)
        }
    }

    @Test("An account has one number in all logs of the cloud")
    func userNumbers() throws {
        var numbers: [String: String] = [:]
        for record in try signIns() {
            let known = numbers.updateValue(record["userId"], forKey: record["userPrincipalName"])
            hold(known == nil || known == record["userId"])
        }
        for record in try audit() where record["Workload"] != "AzureActiveDirectory" {
            if let known = numbers[record["UserId"]] { hold(known == record["UserKey"], "\(record.line)") }
        }
        let all = Set(numbers.values)
        #expect(all.count == numbers.count)
        #expect(try graph().allSatisfy { all.contains($0["UserId"]) })
    }

    @Test("Audit: workload and type of record belong to the operation")
    func auditTypes() throws {
        let known: [String: (String, String)] = [
            "MailItemsAccessed": ("Exchange", "50"), "Send": ("Exchange", "2"), "New-InboxRule": ("Exchange", "1"),
            "FileAccessed": ("SharePoint", "6"), "FileModified": ("SharePoint", "6"),
            "FilePreviewed": ("SharePoint", "6"), "FileDownloaded": ("SharePoint", "6"),
            "FileSyncDownloadedFull": ("SharePoint", "6"), "Disable account.": ("AzureActiveDirectory", "8"),
        ]
        for record in try audit() {
            let (workload, type) = try #require(known[record["Operation"]], "\(record["Operation"])")
            hold(record["Workload"] == workload)
            hold(record["RecordType"] == type)
            hold(record["ResultStatus"] == "Succeeded")
        }
        #expect(Set(try audit().map { $0["Operation"] }) == Set(known.keys))
    }

    @Test("Audit: mail that was bound names each message, mail that was synchronised the folder")
    func mailItems() throws {
        for line in try Run.small.get().lines("m365-audit.jsonl") {
            let object = try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
            guard object["Operation"] as? String == "MailItemsAccessed" else { continue }
            let properties = try #require(object["OperationProperties"] as? [[String: String]])
            let access = properties.first { $0["Name"] == "MailAccessType" }?["Value"]
            if access == "Sync" {
                hold(object["Item"] != nil && object["Folders"] == nil)
            } else {
                hold(access == "Bind")
                let folders = try #require(object["Folders"] as? [[String: Any]])
                let items = folders.compactMap { $0["FolderItems"] as? [Any] }.reduce(0) { $0 + $1.count }
                hold(items == object["OperationCount"] as? Int)
                hold(items > 0)
            }
        }
    }

    @Test("Audit: a file lies under the site that its record names")
    func siteFiles() throws {
        for record in try audit() where record["Workload"] == "SharePoint" {
            hold(record["ObjectId"].hasPrefix(record["SiteUrl"]), "\(record.line)")
            hold(record["ObjectId"].hasSuffix("/" + record["SourceFileName"]))
            hold(record["SourceFileName"].hasSuffix("." + record["SourceFileExtension"]))
        }
    }

    @Test("Graph: method, address of the request, status and size are those of a call")
    func calls() throws {
        for record in try graph() {
            hold(["GET", "POST", "PATCH", "DELETE"].contains(record["RequestMethod"]))
            hold(record["RequestUri"].hasPrefix("https://graph.microsoft.com/v1.0/"))
            hold(["200", "404"].contains(record["ResponseStatusCode"]))
            hold((Int(record["ResponseSizeBytes"]) ?? 0) > 0, "\(record.line)")
            hold((Int(record["DurationMs"]) ?? 0) > 0)
            hold(isGUID(record["UserId"]) && isGUID(record["AppId"]) && isGUID(record["SessionId"]))
        }
    }

    @Test("A call of Graph or a look at mail belongs to an account that signed in on that day")
    func signedIn() throws {
        var days: Set<String> = []
        for record in try signIns() where record["status.errorCode"] == "0" {
            days.insert(record["userId"] + record["createdDateTime"].prefix(10))
        }
        let strangers = try graph().filter { !days.contains($0["UserId"] + $0["TimeGenerated"].prefix(10)) }
        #expect(strangers.map(\.line).prefix(3) == [])
    }
}
