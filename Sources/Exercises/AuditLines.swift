// Records of the Microsoft 365 unified audit log (Office 365 Management Activity API schema).
// SPDX-License-Identifier: EUPL-1.2

internal import Base

extension Stage {
    /// Begins a record with the part of the schema that all records share.
    private func audit(
        _ person: Person, _ operation: String, _ workload: String, type: Int, from address: String, at time: Instant,
        object: String, _ dice: inout Dice
    ) -> JSONWriter {
        var json = JSONWriter()
        json.beginObject()
        json.text("CreationTime", time.auditTime)
        json.text("Id", dice.guid())
        json.text("Operation", operation)
        json.text("OrganizationId", organisation.tenant)
        json.whole("RecordType", type)
        json.text("ResultStatus", "Succeeded")
        json.text("UserKey", person.userID)
        json.whole("UserType", 0)
        json.text("Workload", workload)
        json.text("UserId", organisation.upn(person))
        json.text("ClientIP", address)
        if !object.isEmpty { json.text("ObjectId", object) }
        return json
    }

    private mutating func end(_ json: JSONWriter, at time: Instant) {
        var json = json
        json.endObject()
        logs.add(auditLog, at: time, json.bytes)
    }

    /// Mail was read: `Bind` names each message, `Sync` only the folder.
    mutating func mailRead(
        _ person: Person, _ presence: Presence, at time: Instant, folder: String, messages: Int, sync: Bool,
        client: String, _ dice: inout Dice
    ) {
        var json = audit(
            person, "MailItemsAccessed", "Exchange", type: 50, from: presence.address, at: time, object: "", &dice)
        json.whole("LogonType", 0)
        json.text("MailboxOwnerUPN", organisation.upn(person))
        json.text("ClientIPAddress", presence.address)
        json.text("ClientInfoString", client)
        json.text("SessionId", presence.session)
        json.name("OperationProperties")
        json.beginArray()
        for (name, value) in [("MailAccessType", sync ? "Sync" : "Bind"), ("IsThrottled", "False")] {
            json.beginObject()
            json.text("Name", name)
            json.text("Value", value)
            json.endObject()
        }
        json.endArray()
        json.whole("OperationCount", sync ? 1 : messages)
        if sync {
            json.name("Item")
            json.beginObject()
            json.name("ParentFolder")
            json.beginObject()
            json.text("Id", dice.hex(24))
            json.text("Name", folder)
            json.text("Path", "Not Available")
            json.endObject()
            json.endObject()
        } else {
            messageList(folder, messages, &json, &dice)
        }
        end(json, at: time)
    }

    private func messageList(_ folder: String, _ messages: Int, _ json: inout JSONWriter, _ dice: inout Dice) {
        json.name("Folders")
        json.beginArray()
        json.beginObject()
        json.name("FolderItems")
        json.beginArray()
        for _ in 0..<messages {
            json.beginObject()
            json.text("InternetMessageId", "<\(dice.hex(20))@\(organisation.file.domain)>")
            json.whole("SizeInBytes", 8_000 + dice.mostlySmall(900_000))
            json.endObject()
        }
        json.endArray()
        json.text("Id", dice.hex(24))
        json.text("Path", "\\\(folder)")
        json.endObject()
        json.endArray()
    }

    mutating func mailSent(_ person: Person, _ presence: Presence, at time: Instant, _ dice: inout Dice) {
        let subject = dice.pick(Names.subjects)
        var json = audit(person, "Send", "Exchange", type: 2, from: presence.address, at: time, object: "", &dice)
        json.text("MailboxOwnerUPN", organisation.upn(person))
        json.text("ClientInfoString", "Client=MSExchangeRPC")
        json.text("SessionId", presence.session)
        json.name("Item")
        json.beginObject()
        json.text("Subject", "Re: \(subject)")
        json.text("InternetMessageId", "<\(dice.hex(20))@\(organisation.file.domain)>")
        json.endObject()
        end(json, at: time)
    }

    /// A file on a site was opened, changed or fetched.
    mutating func siteFile(
        _ person: Person, _ operation: String, _ department: Department, _ presence: Presence, at time: Instant,
        _ dice: inout Dice
    ) {
        let site = "https://samen.\(organisation.file.domain)/sites/\(department.id)/"
        let name = "\(dice.pick(Names.subjects))-\(dice.mostlySmall(400).padded(3)).docx"
        var json = audit(
            person, operation, "SharePoint", type: 6, from: presence.address, at: time,
            object: "\(site)Gedeelde documenten/\(name)", &dice)
        json.text("EventSource", "SharePoint")
        json.text("ItemType", "File")
        json.text("ListItemUniqueId", dice.guid())
        json.text("SiteUrl", site)
        json.text("SourceRelativeUrl", "Gedeelde documenten")
        json.text("SourceFileName", name)
        json.text("SourceFileExtension", "docx")
        json.text("UserAgent", operation == "FileSyncDownloadedFull" ? Browsers.oneDrive : presence.agent)
        json.whole("FileSizeBytes", 14_000 + dice.mostlySmall(4_000_000))
        end(json, at: time)
    }

    /// A new rule of a mailbox; the parameters are those of the command.
    mutating func inboxRule(
        _ person: Person, _ presence: Presence, at time: Instant, _ parameters: [(String, String)], _ dice: inout Dice
    ) {
        var json = audit(
            person, "New-InboxRule", "Exchange", type: 1, from: "\(presence.address):\(dice.between(10_000, 60_000))",
            at: time, object: "\(organisation.upn(person))\\\(parameters.first?.1 ?? "")", &dice)
        json.name("Parameters")
        json.beginArray()
        for (name, value) in parameters {
            json.beginObject()
            json.text("Name", name)
            json.text("Value", value)
            json.endObject()
        }
        json.endArray()
        json.text("SessionId", presence.session)
        json.text("OriginatingServer", "EXMBX04")
        end(json, at: time)
    }

    /// Something about an account in the directory of the cloud.
    mutating func directoryChange(
        _ administrator: Person, _ operation: String, of person: Person, from address: String, at time: Instant,
        _ dice: inout Dice
    ) {
        let json = audit(
            administrator, operation, "AzureActiveDirectory", type: 8, from: address, at: time,
            object: organisation.upn(person), &dice)
        end(json, at: time)
    }
}
