// Names by which programs make themselves known in logs.
// SPDX-License-Identifier: EUPL-1.2

/// User agents.
enum Browsers {
    private static let windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) "

    static let edge = windows + "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/145.0.0.0 Safari/537.36 Edg/145.0.0.0"
    static let chrome = windows + "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/145.0.0.0 Safari/537.36"
    static let firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
    static let phone =
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148"
    static let linux =
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/133.0.0.0 Safari/537.36"
    static let outlook = "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.18429; Pro)"
    static let oneDrive = "Microsoft SkyDriveSync 26.020.0202.0003 ship; Windows NT 10.0 (26100)"
    static let monitor = "Bewaking/4.2"

    /// The browser that someone uses, by a number from 0 to 9: mostly one of three.
    static func of(_ person: Person) -> String {
        switch person.browser {
        case 0: firefox
        case 1, 2: chrome
        default: edge
        }
    }

    static func shortName(_ person: Person) -> String {
        switch person.browser {
        case 0: "Firefox 140.0"
        case 1, 2: "Chrome 145.0.0"
        default: "Edge 145.0.0"
        }
    }
}
