#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// One client: each of its requests is answered before the next is read. Nothing here blocks; the server calls when the
/// socket is ready or the time is up.
final class Connection {
  typealias Instant = ContinuousClock.Instant

  enum State {
    /// No byte of a request has arrived.
    case waiting
    /// Part of a request has arrived.
    case reading
    /// A response is being sent. Nothing is read meanwhile.
    case sending
    /// The last response has been sent. Closing before the client does could destroy it on its way.
    case lingering
  }

  let descriptor: Int32
  private(set) var state = State.waiting
  /// When the state times out.
  private(set) var deadline: Instant
  private var began: Instant
  private let responder: Responder
  private let limits: Limits
  private var scanner: RequestScanner
  private var requestCount = 0
  private var outgoing = Outgoing()
  /// Bytes of the response that the client has taken, and when it last took some.
  private var taken = 0
  private var lastTaken: Instant
  private var isLast = false
  /// When the connection must be over, once the server stops.
  private var end: Instant?
  private var bytesDiscarded = 0

  init(_ descriptor: Int32, _ responder: Responder, _ limits: Limits, now: Instant) {
    self.descriptor = descriptor
    self.responder = responder
    self.limits = limits
    scanner = RequestScanner(limits)
    began = now
    lastTaken = now
    deadline = now + limits.idleTime
  }

  deinit { close(descriptor) }

  /// What to wait for.
  var events: Int16 { Int16(state == .sending ? POLLOUT : POLLIN) }

  /// Whether it may be closed in favour of another.
  func isIdle(now: Instant) -> Bool {
    switch state {
    case .sending:
      noteTaken(now)
      return lastTaken + limits.patience <= now
    case .waiting, .reading: return began + limits.patience <= now
    case .lingering: return true
    }
  }

  // MARK: What the server calls; false means that the connection is over

  /// The socket is ready.
  func proceed(now: Instant) -> Bool {
    if state == .sending { return send(now) && serve(now) }
    return receive(now)
  }

  /// The deadline has passed.
  func expire(now: Instant) -> Bool {
    switch state {
    case .waiting, .lingering: return false
    case .reading:
      answer(Response(Refusal(.requestTimeout, "The request did not arrive in time.")), isLast: true, now)
      return send(now)
    case .sending:
      // The client may have received bytes without making room for more.
      noteTaken(now)
      return deadline > now
    }
  }

  /// The server stops: responses being sent may arrive, but nothing follows.
  func stop(now: Instant) -> Bool {
    isLast = true
    end = now + limits.stoppingTime
    deadline = min(deadline, now + limits.stoppingTime)
    return state == .sending || state == .lingering
  }

  // MARK: Parts

  private func receive(_ now: Instant) -> Bool {
    var buffer = [UInt8](repeating: 0, count: 16_384)
    switch buffer.withUnsafeMutableBytes({ Socket.receive(descriptor, into: $0) }) {
    case .ended: return false
    case .later: return true
    case .bytes(let count) where state == .lingering:
      bytesDiscarded += count
      return bytesDiscarded < 1 << 20
    case .bytes(let count):
      scanner.append(buffer[..<count])
      return serve(now)
    }
  }

  /// Answers the requests that have arrived, as long as each response can be sent at once.
  private func serve(_ now: Instant) -> Bool {
    while state == .waiting || state == .reading {
      do throws(Refusal) {
        guard let request = try scanner.next() else {
          if scanner.hasBegun && state == .waiting { enter(.reading, now, limits.requestTime) }
          return true
        }
        requestCount += 1
        let closes = isLast || request.asksToClose || requestCount == limits.requestsPerConnection
        answer(responder.response(to: request), isLast: closes, now)
      } catch {
        answer(Response(error), isLast: true, now)
      }
      guard send(now) else { return false }
    }
    return true
  }

  private func answer(_ response: Response, isLast: Bool, _ now: Instant) {
    self.isLast = isLast
    let head = response.head(date: HTTPDate.text(time(nil)), closes: isLast)
    outgoing = Outgoing(head: head, body: response.omitsBody ? [] : response.body)
    // What the system still holds of the previous response does not count for this one.
    taken = -Socket.unacknowledged(descriptor)
    lastTaken = now
    enter(.sending, now, min(limits.responseTime, limits.stallTime))
  }

  /// Notes how much the client has received. With a deadline for the whole response alone, a client that receives
  /// nothing could stay for as long as a slow one needs.
  private func noteTaken(_ now: Instant) {
    let count = outgoing.sent - Socket.unacknowledged(descriptor)
    guard count > taken else { return }
    taken = count
    lastTaken = now
    let whole = began + limits.responseTime + .seconds(max(0, count) / limits.slowestRate)
    deadline = min(whole, now + limits.stallTime, end ?? whole)
  }

  /// Sends as much as the socket accepts now; the rest waits.
  private func send(_ now: Instant) -> Bool {
    guard outgoing.send(to: descriptor) else { return false }
    guard outgoing.isEmpty else {
      noteTaken(now)
      return true
    }
    if isLast {
      Socket.endSending(descriptor)
      enter(.lingering, now, limits.lingerTime)
    } else {
      enter(.waiting, now, limits.idleTime)
    }
    return true
  }

  private func enter(_ state: State, _ now: Instant, _ time: Duration) {
    self.state = state
    began = now
    deadline = min(now + time, end ?? now + time)
  }
}

extension Request {
  /// Whether nothing is to follow: HTTP/1.0, or a client that says so.
  fileprivate var asksToClose: Bool {
    minorVersion == 0
      || values("connection").contains { value in
        value.lowercased().split(separator: ",").contains { $0.split(separator: " ").contains("close") }
      }
  }
}

/// The bytes of a response that have not been sent yet.
private struct Outgoing {
  private var head: [UInt8] = []
  private var body: [UInt8] = []
  private(set) var sent = 0

  init() {}

  /// A short body goes with the head, in one packet; a long one is never copied.
  init(head: [UInt8], body: [UInt8]) {
    let isShort = body.count <= 16_384
    self.head = isShort ? head + body : head
    self.body = isShort ? [] : body
  }

  var count: Int { head.count + body.count - sent }
  var isEmpty: Bool { count == 0 }

  /// Sends up to a mebibyte, so that a fast client does not keep the others waiting; false if the connection is over.
  mutating func send(to descriptor: Int32) -> Bool {
    let stop = sent + 1 << 20
    while !isEmpty, sent < stop {
      let (part, offset) = sent < head.count ? (head, sent) : (body, sent - head.count)
      let outcome = part.withUnsafeBytes { Socket.send(descriptor, UnsafeRawBufferPointer(rebasing: $0[offset...])) }
      switch outcome {
      case .bytes(let count): sent += count
      case .later: return true
      case .ended: return false
      }
    }
    return true
  }
}
