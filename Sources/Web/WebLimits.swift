// Limits on what comes in over HTTP and on what one answer may take, each with a test that goes over it.
// SPDX-License-Identifier: EUPL-1.2

import Incidents

/// The limits of the API.
public enum WebLimits {
    /// The longest body of a request, in bytes.
    public static let bodyBytes = 1 << 20
    /// The longest body of a request by someone who is not logged in, in bytes.
    public static let logInBytes = 8 << 10
    /// The longest target of a request, path and query, in bytes.
    public static let targetBytes = 16 << 10
    /// The most parameters of one query.
    public static let parameters = 32
    /// The longest header field that is looked at, in bytes.
    public static let headerBytes = 8 << 10
    /// The most fields of one form.
    public static let formFields = 2_000
    /// The most rows of one page.
    public static let pageRows = 1_000
    /// The most pages that are kept because nothing has changed since they were made.
    public static let keptPages = 128
    /// The longest body of a form with a file, in bytes.
    public static let uploadBytes = RulePackLimits.packBytes + (64 << 10)
    /// The most fields of a form with a file.
    public static let uploadParts = 16
    /// The most bytes of header fields of one part of such a form.
    public static let partHeaderBytes = 4 << 10
    /// The longest field of such a form that is no file, in bytes.
    public static let partTextBytes = 4 << 10
    /// Bodies of forms with a file that are received at one time.
    public static let uploads = 1
    /// The most alerts that the page of an incident shows.
    public static let incidentAlerts = 200
    /// The most entries that the page of an incident shows, the newest.
    public static let journalEntries = 500
    /// The most rows of a list that is taken along.
    public static let exportRows = 100_000
    /// The most lines of the archive that are taken along at once,
    public static let exportLines = 10_000
    /// and the most bytes of them,
    public static let exportBytes = 64 << 20
    /// and how many pages of a search are looked for them.
    public static let exportLooks = 64
    /// The most lines that are counted by day for one account, host, address or service.
    public static let entityLines = 1_000
    /// The most alerts that the page of one of those shows.
    public static let entityAlerts = 100
    /// The most sources of which a page says when they were heard last.
    public static let sourcesHeard = 20
    /// The most problems that a page lists.
    public static let problemsShown = 20
    /// The most fields of a line that its page shows.
    public static let lineFields = 500
    /// The most bytes of a line that go into the journal of an incident with its reference.
    public static let noteLineBytes = 4 << 10
    /// How often one connection looks for what is new before the browser must come back: five minutes.
    public static let liveLooks = 150
    /// How many bytes of lines one page of events holds before it ends early, with a cursor.
    public static let pageBytes = 8 << 20
    /// The longest line that stands in a page or an alert, in bytes; a longer one can be had by itself.
    public static let lineBytes = 1 << 20
    /// Searches that run at one time.
    public static let searches = 2
    /// Questions to the record that run at one time.
    public static let reads = 4
    /// What waits for one of those, of each kind; more is refused.
    public static let waiting = 256
    /// How far ahead a mute may end, in days.
    public static let muteDays = 366
    /// How often writing an entry begins again because others wrote in between.
    public static let retries = 16
}
