import Foundation
import Testing

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// What a server answered.
struct Reply {
  let status: Int
  /// By name, in small letters.
  let fields: [String: String]
  let body: [UInt8]

  var text: String { String(decoding: body, as: UTF8.self) }
}

/// A client that sends any bytes at any pace, over the loopback. It waits half a minute at the most.
final class Client {
  private let descriptor: Int32
  private var received: [UInt8] = []
  private static let patience = Duration.seconds(30)

  init(port: Int, _ sourceLocation: SourceLocation = #_sourceLocation) throws {
    let socket = Self.connected(port: port)
    let reason = String(cString: strerror(errno))
    descriptor = try #require(socket, "\(reason)", sourceLocation: sourceLocation)
    signal(SIGPIPE, SIG_IGN)
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    var one: Int32 = 1
    _ = setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
  }

  /// A socket connected to a server; `nil` if nothing listens at this port.
  static func connected(port: Int) -> Int32? {
    #if canImport(Glibc)
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #else
    let descriptor = socket(AF_INET, SOCK_STREAM, 0)
    #endif
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_port = in_port_t(port).bigEndian
    name.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    let status = withUnsafePointer(to: &name) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    if status == 0 { return descriptor }
    close(descriptor)
    return nil
  }

  deinit { close(descriptor) }

  /// Sends text; false if the server takes no more.
  @discardableResult
  func send(_ text: String) -> Bool { send(Array(text.utf8)) }

  @discardableResult
  func send(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      guard waits(for: Int16(POLLOUT), until: .now + Self.patience) else { return false }
      let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress!, $0.count) }
      if count < 0 && errno == EAGAIN { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  /// Tells the server that no more comes.
  func endSending() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// Breaks the connection off, so that the server gets an error and no end.
  func reset() {
    var option = linger(l_onoff: 1, l_linger: 0)
    _ = setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    // The connection ends with the last descriptor; the owner's `close` of the copy does no harm.
    let copy = open("/dev/null", O_RDONLY)
    dup2(copy, descriptor)
    close(copy)
  }

  /// The next response. Its body is as long as it says, or empty where there can be none.
  func reply(toHEAD isHEAD: Bool = false, _ sourceLocation: SourceLocation = #_sourceLocation) throws -> Reply {
    let end = Array("\r\n\r\n".utf8)
    var headEnd: Int?
    while headEnd == nil {
      headEnd = received.firstRange(of: end)?.upperBound
      if headEnd == nil, !receive(until: .now + Self.patience) { break }
    }
    let headCount = try #require(
      headEnd, "no response, but \(String(decoding: received, as: UTF8.self))", sourceLocation: sourceLocation)
    let lines = String(decoding: received[..<headCount], as: UTF8.self).components(separatedBy: "\r\n")
    let words = lines[0].split(separator: " ", maxSplits: 2)
    try #require(words.count == 3 && words[0] == "HTTP/1.1", sourceLocation: sourceLocation)
    let status = try #require(Int(words[1]), sourceLocation: sourceLocation)
    var fields: [String: String] = [:]
    for line in lines.dropFirst() where !line.isEmpty {
      let parts = line.split(separator: ":", maxSplits: 1)
      let name = parts[0].lowercased()
      #expect(fields[name] == nil, "\(name) stands twice", sourceLocation: sourceLocation)
      fields[name] = parts[1].trimmingCharacters(in: .whitespaces)
    }
    received.removeFirst(headCount)
    let length = isHEAD || status == 304 ? 0 : try #require(Int(fields["content-length"] ?? ""))
    while received.count < length, receive(until: .now + Self.patience) {}
    try #require(received.count >= length, "the body is cut", sourceLocation: sourceLocation)
    let body = Array(received[..<length])
    received.removeFirst(length)
    return Reply(status: status, fields: fields, body: body)
  }

  /// Whether the server ends the connection, with nothing more before, within a time.
  func isEnded(within time: Duration = .seconds(30)) -> Bool {
    let deadline = ContinuousClock.now + time
    while receive(until: deadline) {}
    return hasEnded && received.isEmpty
  }

  /// All that comes until the server ends the connection.
  func rest() -> [UInt8] {
    while receive(until: .now + Self.patience) {}
    defer { received = [] }
    return received
  }

  /// Reads and discards up to `count` bytes; returns how many.
  func takeSome(_ count: Int) -> Int {
    guard waits(for: Int16(POLLIN), until: .now + Self.patience) else { return 0 }
    var buffer = [UInt8](repeating: 0, count: count)
    return max(0, read(descriptor, &buffer, count))
  }

  private var hasEnded = false
  /// Whether the connection was broken off: what the server had sent before may then be lost.
  private(set) var wasReset = false

  /// Waits for more bytes; false if there will be none, or none in time.
  private func receive(until deadline: ContinuousClock.Instant) -> Bool {
    while !hasEnded {
      guard waits(for: Int16(POLLIN), until: deadline) else { return false }
      var buffer = [UInt8](repeating: 0, count: 1 << 18)
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0 && errno == EAGAIN { continue }
      hasEnded = count <= 0
      wasReset = count < 0
      received += buffer[..<max(count, 0)]
      return count > 0
    }
    return false
  }

  private func waits(for events: Int16, until deadline: ContinuousClock.Instant) -> Bool {
    let milliseconds = max(0, ContinuousClock.now.duration(to: deadline).seconds * 1000)
    var polled = pollfd(fd: descriptor, events: events, revents: 0)
    return poll(&polled, 1, Int32(milliseconds) + 1) > 0
  }
}
