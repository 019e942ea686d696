#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A small HTTP/1.1 server for files in memory: GET and HEAD of what is in its table, and nothing else.
///
/// One thread serves all clients in turn. Nothing is looked up in the file system, so no request can reach into it.
package final class HTTPServer {
  /// The port it listens on.
  package let port: Int
  /// The address for a browser on this computer: `http://127.0.0.1:8080/`.
  package let url: String
  /// A byte written here stops the server; a signal handler may do so.
  package let stopDescriptor: Int32

  private var listener: Int32
  private let wakeDescriptor: Int32
  private let responder: Responder
  private let limits: Limits
  private let clock = ContinuousClock()
  private var connections: [Connection] = []
  private var acceptsAgain: ContinuousClock.Instant
  private var isStopping = false

  /// Starts listening; port 0 is any free one. Clients wait until ``run()``.
  package init(
    _ table: ResourceTable, address: ServerAddress = .loopback, port: Int, limits: Limits = Limits()
  ) throws(ServerError) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0, ends.allSatisfy(Socket.prepare) else {
      throw .refused(address: address.text, port: port, reason: String(cString: strerror(errno)))
    }
    (wakeDescriptor, stopDescriptor) = (ends[0], ends[1])
    do throws(ServerError) {
      (listener, self.port) = try Socket.listen(address, port: port)
    } catch {
      for end in ends { close(end) }
      throw error
    }
    url = "http://\(address.urlHost):\(self.port)/"
    responder = Responder(table: table, hosts: HostGuard(address))
    self.limits = limits
    acceptsAgain = clock.now
  }

  deinit {
    if listener >= 0 { close(listener) }
    close(wakeDescriptor)
    close(stopDescriptor)
  }

  /// Serves until ``stopDescriptor`` is written to; then open responses have a second to arrive.
  package func run() {
    while !isStopping || !connections.isEmpty { turn() }
  }

  /// Waits for the next event, and handles it.
  private func turn() {
    let listens = !isStopping && canAccept
    var polled = [
      pollfd(fd: isStopping ? -1 : wakeDescriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: listens ? listener : -1, events: Int16(POLLIN), revents: 0),
    ]
    polled += connections.map { pollfd(fd: $0.descriptor, events: $0.events, revents: 0) }
    let found = poll(&polled, nfds_t(polled.count), timeout(listens: listens))
    let now = clock.now
    if found < 0 { for index in polled.indices { polled[index].revents = 0 } }

    // The connections as they were polled; new ones are appended.
    let answers = polled.dropFirst(2)
    connections = zip(connections, answers).compactMap { connection, answer in
      if answer.revents != 0, !connection.proceed(now: now) { return nil }
      if connection.deadline <= now, !connection.expire(now: now) { return nil }
      return connection
    }
    if polled[1].revents != 0 { acceptAll(now) }
    if polled[0].revents != 0 { stop(now) }
  }

  private func stop(_ now: ContinuousClock.Instant) {
    isStopping = true
    connections.removeAll { !$0.stop(now: now) }
    // From now on the system refuses clients, instead of letting them wait.
    close(listener)
    listener = -1
  }

  // MARK: Accepting clients

  private var hasRoom: Bool { connections.count < limits.connections }

  private var canAccept: Bool {
    let now = clock.now
    return acceptsAgain <= now && (hasRoom || connections.contains { $0.isIdle(now: now) })
  }

  private func acceptAll(_ now: ContinuousClock.Instant) {
    while hasRoom || giveUpIdle(now) {
      let (descriptor, isExhausted) = Socket.accept(listener)
      if let descriptor {
        connections.append(Connection(descriptor, responder, limits, now: now))
      } else if isExhausted {
        // The system has no descriptor left: an idle connection is closed, or accepting pauses.
        if !giveUpIdle(now) { acceptsAgain = now + .milliseconds(100) }
        return
      } else {
        return
      }
    }
  }

  /// Closes the idle connection that would end first; false if there is none.
  private func giveUpIdle(_ now: ContinuousClock.Instant) -> Bool {
    let idle = connections.indices.filter { connections[$0].isIdle(now: now) }
    guard let first = idle.min(by: { connections[$0].deadline < connections[$1].deadline }) else { return false }
    connections.remove(at: first)
    return true
  }

  /// Milliseconds until the next deadline; -1 for never.
  private func timeout(listens: Bool) -> Int32 {
    let isPaused = !listens && !isStopping
    let due = connections.map(\.deadline) + (isPaused ? [clock.now + .milliseconds(50)] : [])
    guard let first = due.min() else { return -1 }
    let left = clock.now.duration(to: first).components
    let milliseconds = left.seconds * 1_000 + left.attoseconds / 1_000_000_000_000_000 + 1
    return Int32(clamping: max(0, milliseconds))
  }
}
