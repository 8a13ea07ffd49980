// A message to people or to a program, from when it is written until it has gone out or was given up.
// SPDX-License-Identifier: EUPL-1.2

public import Base

/// A message on its way to one destination. Its text never changes, so that sending it again sends the same.
public struct OutboxMessage: Sendable, Hashable {
    /// How it goes.
    public enum Channel: String, Sendable, CaseIterable {
        case mail, webhook
    }

    /// What became of it.
    public enum State: String, Sendable, CaseIterable {
        case waiting, sent, failed
    }

    /// Also by which the receiver knows one that comes a second time.
    public let id: ULID
    public let channel: Channel
    /// What the configuration calls the destination: never a secret, and not the address of a webhook, which may
    /// hold one.
    public let destination: String
    /// Empty where the channel has none.
    public let subject: String
    /// The text of a mail, or JSON.
    public let body: String
    public let created: Timestamp
    public var due: Timestamp
    public var attempts = 0
    /// Attempts after which the other side said that it will never take it.
    public var refusals = 0
    /// Receivers of a mail that have it, or that will never take it.
    public var reached: [String] = []
    /// When it was last tried.
    public var tried: Timestamp?
    public var error: Problem?
    public var state = State.waiting

    public init(
        id: ULID, channel: Channel, destination: String, subject: String, body: String, created: Timestamp,
        due: Timestamp? = nil
    ) {
        self.id = id
        self.channel = channel
        self.destination = destination
        self.subject = subject
        self.body = body
        self.created = created
        self.due = due ?? created
    }

    /// It has gone out.
    public mutating func succeed(at time: Timestamp) {
        attempts += 1
        tried = time
        error = nil
        state = .sent
    }

    /// It did not go out.
    ///
    /// - Parameter next: when it is tried again; nil if it is given up.
    public mutating func fail(_ problem: Problem, at time: Timestamp, isRefusal: Bool = false, next: Timestamp?) {
        attempts += 1
        if isRefusal { refusals += 1 }
        tried = time
        error = problem
        guard let next else { return giveUp(problem) }
        due = next
    }

    /// It is not tried any more.
    public mutating func giveUp(_ problem: Problem) {
        error = problem
        state = .failed
    }
}

/// How it stands with the messages to one destination.
public struct OutboxCounts: Sendable, Hashable {
    public var waiting = 0
    public var failed = 0
    /// Since when the oldest one waits.
    public var oldest: Timestamp?
    public var lastSent: Timestamp?
    /// The last that went wrong, unless one has gone out since.
    public var lastError: Problem?
    public var lastErrorAt: Timestamp?

    public init() {}
}
