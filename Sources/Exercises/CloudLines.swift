// Sign-ins (the shape of Microsoft Graph `signIn`) and calls of Microsoft Graph (the table MicrosoftGraphActivityLogs).
// SPDX-License-Identifier: EUPL-1.2

internal import Base

/// An application of the cloud, by the number under which the supplier knows it.
struct CloudApplication: Sendable {
    let id: String
    let name: String
    let resource: String
    let resourceID: String

    private static let exchangeID = "00000002-0000-0ff1-ce00-000000000000"
    private static let graphID = "00000003-0000-0000-c000-000000000000"

    static let outlook = CloudApplication(
        id: "d3590ed6-52b3-4102-aeff-aad2292ab01c", name: "Microsoft Office",
        resource: "Office 365 Exchange Online", resourceID: exchangeID)
    static let teams = CloudApplication(
        id: "1fec8e78-bce4-4aaf-ab1b-5451cc387264", name: "Microsoft Teams", resource: "Microsoft Graph",
        resourceID: graphID)
    static let sharePoint = CloudApplication(
        id: "00000003-0000-0ff1-ce00-000000000000", name: "Office 365 SharePoint Online",
        resource: "Office 365 SharePoint Online", resourceID: "00000003-0000-0ff1-ce00-000000000000")
    static let phoneMail = CloudApplication(
        id: "27922004-5251-4030-b22d-91ecd9a37ea4", name: "Outlook Mobile",
        resource: "Office 365 Exchange Online", resourceID: exchangeID)
    static let portal = CloudApplication(
        id: "4765445b-32c6-49b0-83e6-1d93765276ca", name: "OfficeHome", resource: "OfficeHome",
        resourceID: "4765445b-32c6-49b0-83e6-1d93765276ca")
    static let exchange = CloudApplication(
        id: "00000002-0000-0ff1-ce00-000000000000", name: "Office 365 Exchange Online",
        resource: "Office 365 Exchange Online", resourceID: exchangeID)
    static let commandLine = CloudApplication(
        id: "14d82eec-204b-4c2f-b7e8-296a70dab67e", name: "Microsoft Graph Command Line Tools",
        resource: "Microsoft Graph", resourceID: graphID)
    static let report = CloudApplication(
        id: "c0d2a505-13b8-4ae0-aa9e-cddd5eab0b12", name: "Microsoft Power BI", resource: "Microsoft Graph",
        resourceID: graphID)
}

/// Where someone is when the cloud sees them.
struct Presence: Sendable {
    let network: Network
    let address: String
    let agent: String
    let browser: String
    let system: String
    /// The device that the organisation manages; nil for one that it does not know.
    let device: (id: String, name: String)?
    let session: String
}

extension Stage {
    /// A sign-in. `error` 0 is a success; 50126 a wrong password, 50074 a second factor that was asked for.
    mutating func signIn(
        _ person: Person, _ application: CloudApplication, _ presence: Presence, at time: Instant, error: Int = 0,
        interactive: Bool = false, client: String = "Browser", secondFactor: Bool = true, _ dice: inout Dice
    ) {
        var json = JSONWriter()
        json.beginObject()
        json.text("id", dice.guid())
        json.text("createdDateTime", time.rfc3339Seconds)
        json.text("userDisplayName", person.name)
        json.text("userPrincipalName", organisation.upn(person))
        json.text("userId", person.userID)
        json.text("appId", application.id)
        json.text("appDisplayName", application.name)
        json.text("ipAddress", presence.address)
        json.whole("autonomousSystemNumber", presence.network.asn)
        json.text("clientAppUsed", client)
        json.text("userAgent", presence.agent)
        json.text("correlationId", dice.guid())
        json.text("conditionalAccessStatus", error == 0 ? "success" : error == 50_074 ? "failure" : "notApplied")
        json.flag("isInteractive", interactive)
        json.name("signInEventTypes")
        json.beginArray()
        json.string(interactive ? "interactiveUser" : "nonInteractiveUser")
        json.endArray()
        json.text(
            "authenticationRequirement",
            secondFactor ? "multiFactorAuthentication" : "singleFactorAuthentication")
        json.text("sessionId", presence.session)
        json.text("uniqueTokenIdentifier", dice.hex(22))
        json.text("resourceDisplayName", application.resource)
        json.text("resourceId", application.resourceID)
        json.text("riskLevelDuringSignIn", "none")
        status(error, &json)
        device(presence, &json)
        json.name("location")
        json.beginObject()
        json.text("city", presence.network.city)
        json.text("countryOrRegion", presence.network.country)
        json.endObject()
        json.endObject()
        logs.add(signInLog, at: time, json.bytes)
    }

    private func status(_ error: Int, _ json: inout JSONWriter) {
        json.name("status")
        json.beginObject()
        json.whole("errorCode", error)
        let reason =
            switch error {
            case 0: "Other."
            case 50_126: "Error validating credentials due to invalid username or password."
            case 50_053: "The account is locked, you've tried to sign in too many times."
            case 50_074: "Strong Authentication is required."
            case 50_057: "The user account is disabled."
            default: "Other."
            }
        json.text("failureReason", reason)
        json.endObject()
    }

    private func device(_ presence: Presence, _ json: inout JSONWriter) {
        json.name("deviceDetail")
        json.beginObject()
        json.text("deviceId", presence.device?.id ?? "")
        json.text("displayName", presence.device?.name ?? "")
        json.text("operatingSystem", presence.system)
        json.text("browser", presence.browser)
        json.flag("isCompliant", presence.device != nil)
        json.flag("isManaged", presence.device != nil)
        json.text("trustType", presence.device == nil ? "" : "Hybrid Azure AD joined")
        json.endObject()
    }

    /// A call of Microsoft Graph.
    mutating func graphCall(
        _ person: Person, _ application: CloudApplication, _ presence: Presence, at time: Instant, _ path: String,
        method: String = "GET", status: Int = 200, bytes: Int, scopes: String, _ dice: inout Dice
    ) {
        let time = time.withFraction(of: person.account)
        var json = JSONWriter()
        json.beginObject()
        json.text("TimeGenerated", time.rfc3339)
        json.text("Category", "MicrosoftGraphActivityLogs")
        json.text("AadTenantId", organisation.tenant)
        json.text("RequestId", dice.guid())
        json.text("ApiVersion", "v1.0")
        json.text("RequestMethod", method)
        json.text("RequestUri", "https://graph.microsoft.com/v1.0\(path)")
        json.whole("ResponseStatusCode", status)
        json.whole("ResponseSizeBytes", bytes)
        json.whole("DurationMs", 20 + bytes / 900)
        json.text("UserId", person.userID)
        json.text("AppId", application.id)
        json.text("IPAddress", presence.address)
        json.text("UserAgent", presence.agent)
        json.text("SessionId", presence.session)
        json.text("Scopes", scopes)
        json.text("ClientAuthMethod", "0")
        json.text("Location", "West Europe")
        json.endObject()
        logs.add(graphLog, at: time, json.bytes)
    }
}

extension JSONWriter {
    mutating func text(_ name: String, _ value: String) {
        self.name(name)
        string(value)
    }

    mutating func whole(_ name: String, _ value: Int) {
        self.name(name)
        number(value)
    }

    mutating func flag(_ name: String, _ value: Bool) {
        self.name(name)
        boolean(value)
    }
}
