// What an incident is, from its journal alone.
// SPDX-License-Identifier: EUPL-1.2

public import Base

/// The state of an incident: a fold over its entries, so that "what did we know then" is a fold over fewer of them.
public struct IncidentState: Sendable, Hashable {
    /// What was written, with what has become of it.
    public struct Remark: Sendable, Hashable {
        public var sequence: Int
        public var recorded: Timestamp
        public var occurred: Moment?
        public var actor: Actor
        public var text: String
        /// The entries that correct it, oldest first.
        public var corrections: [Int]
    }

    /// Logs that are kept because of the incident, also when it is closed.
    public struct Hold: Sendable, Hashable {
        public var sequence: Int
        public var from: Timestamp
        public var to: Timestamp
    }

    /// Who may see and lead it, by the names of accounts.
    public struct People: Sendable, Hashable {
        public var members: Set<String> = []
        /// Those of the members who see what is TLP:RED.
        public var recipients: Set<String> = []
        /// Who opened it.
        public var leads: Set<String> = []
        /// Whether it is open to who is no member, where its TLP allows that.
        public var isOpen = false

        public init() {}
    }

    /// A moment by which the law counts.
    public struct MomentOfLaw: Sendable, Hashable {
        public var sequence: Int
        public var recorded: Timestamp
        public var moment: MomentKind
        /// When it was so.
        public var occurred: Moment
        public var reason: String
        public var actor: Actor
    }

    /// A notice that was given to an authority.
    public struct NoticeGiven: Sendable, Hashable {
        public var sequence: Int
        /// The id of the term in the law pack.
        public var term: String
        public var given: Moment
        public var proof: String
    }

    /// A sentence for letters.
    public struct Sentence: Sendable, Hashable {
        public var sequence: Int
        public var recorded: Timestamp
        public var part: LetterPart
        public var text: String
        public var basis: [Int]
        public var visibility: Visibility
        public var actor: Actor
    }

    public let number: IncidentNumber
    public private(set) var title = ""
    public private(set) var tlp = TLP.amber
    public private(set) var people = People()
    public private(set) var opened: Timestamp?
    /// In the order in which they came.
    public private(set) var alerts: [ULID] = []
    /// The same, to find one.
    private var known: Set<ULID> = []
    /// By sequence of its entry: where the remark stands.
    private var places: [Int: Int] = [:]
    public private(set) var remarks: [Remark] = []
    public private(set) var closed: CloseReason?
    /// Those that were not released.
    public private(set) var holds: [Hold] = []
    /// In the order in which they were written; of one kind the last counts.
    public private(set) var moments: [MomentOfLaw] = []
    public private(set) var notices: [NoticeGiven] = []
    public private(set) var sentences: [Sentence] = []
    /// The last entry that is in it.
    public private(set) var sequence = 0

    /// The state after these entries, which are those of one incident in the order of their sequence.
    ///
    /// - Parameter asOf: leaves out what was recorded later.
    public init(_ number: IncidentNumber, _ entries: some Sequence<JournalEntry>, asOf: Timestamp? = nil) {
        self.number = number
        let known = entries.filter { entry in asOf.map { entry.recorded <= $0 } ?? true }
        let undone = Undoing.undone(in: known)
        for entry in known {
            sequence = entry.sequence
            if !undone.contains(entry.sequence) { take(entry) }
        }
    }

    private mutating func take(_ entry: JournalEntry) {
        switch entry.content {
        case .opened(let title):
            self.title = title
            opened = opened ?? entry.recorded
            tlp = entry.tlp
            if case .person(let name) = entry.actor {
                people.members.insert(name)
                people.recipients.insert(name)
                people.leads.insert(name)
            }
        case .note(let text):
            places[entry.sequence] = remarks.count
            remarks.append(
                Remark(
                    sequence: entry.sequence, recorded: entry.recorded, occurred: entry.occurred, actor: entry.actor,
                    text: text, corrections: []))
        case .merged(let more):
            alerts += more.filter { known.insert($0).inserted }
        case .detached(let gone):
            let gone = Set(gone)
            known.subtract(gone)
            alerts.removeAll(where: gone.contains)
        case .closed(let reason, _):
            closed = reason
        case .momentRecorded, .noticeGiven, .sentence:
            account(entry)
        case .corrected(let sequence, let text):
            if let index = sentences.firstIndex(where: { $0.sequence == sequence }) { sentences[index].text = text }
            guard let index = places[sequence] else { return }
            remarks[index].text = text
            remarks[index].corrections.append(entry.sequence)
        case .heldLogs(let from, let to):
            holds.append(Hold(sequence: entry.sequence, from: from, to: to))
        case .memberAdded, .memberRemoved, .openToHouse, .glassBroken:
            people.take(entry.content)
        case .alertsClosed, .muted, .undone, .searchedPerson, .clockJumped, .daysRemoved, .accountChanged,
            .tokenChanged, .packInstalled, .packChosen, .packRemoved:
            return
        }
    }

    /// Takes what the incident is accounted for by.
    private mutating func account(_ entry: JournalEntry) {
        // Without a time of its own it was so when it was written down.
        let occurred = entry.occurred ?? Moment(entry.recorded)
        switch entry.content {
        case .momentRecorded(let moment, let reason):
            moments.append(
                MomentOfLaw(
                    sequence: entry.sequence, recorded: entry.recorded, moment: moment, occurred: occurred,
                    reason: reason, actor: entry.actor))
        case .noticeGiven(let term, let proof):
            notices.append(NoticeGiven(sequence: entry.sequence, term: term, given: occurred, proof: proof))
        case .sentence(let part, let text, let basis):
            sentences.append(
                Sentence(
                    sequence: entry.sequence, recorded: entry.recorded, part: part, text: text, basis: basis,
                    visibility: entry.visibility, actor: entry.actor))
        default:
            return
        }
    }
}

extension IncidentState.People {
    fileprivate mutating func take(_ content: EntryContent) {
        switch content {
        case .memberAdded(let account, let isRecipient):
            members.insert(account)
            if isRecipient { recipients.insert(account) } else { recipients.remove(account) }
        case .memberRemoved(let account):
            members.remove(account)
            recipients.remove(account)
            leads.remove(account)
        case .openToHouse(let isOpen):
            self.isOpen = isOpen
        case .glassBroken(let account, _):
            // That does not open what is TLP:RED.
            members.insert(account)
        default:
            return
        }
    }
}

/// Which entries count no more because a later one says so.
public enum Undoing {
    /// The sequences of entries that are undone. An entry that undoes can itself be undone; one can undo only what
    /// stands before it.
    public static func undone(in entries: [JournalEntry]) -> Set<Int> {
        var undone: Set<Int> = []
        for entry in entries.reversed() {
            guard case .undone(let sequence) = entry.content, sequence < entry.sequence,
                !undone.contains(entry.sequence)
            else { continue }
            undone.insert(sequence)
        }
        return undone
    }
}
