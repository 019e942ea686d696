import Foundation
import Testing

@testable import DownhillServer

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Clients that are slow, many, or gone; and the end of the server. Times are short here, so that the tests are.
@Suite(.timeLimit(.minutes(5)), .serialized) struct PatienceTests {
  private static func limits(_ change: (inout Limits) -> Void) -> Limits {
    var limits = Limits()
    change(&limits)
    return limits
  }

  private let request = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
  private let largeRequest = "GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n"

  // MARK: Slow

  @Test func `a request that does not end is given up, however it drips`() throws {
    let running = try RunningServer(limits: Self.limits { $0.requestTime = .milliseconds(300) })
    let client = try running.client()
    client.send("GET / HTTP/1.1\r\nHost: localhost\r\n")
    let start = ContinuousClock.now
    for byte in String(repeating: "X: y\r\n", count: 15).utf8 where start.duration(to: .now) < .seconds(3) {
      guard client.send([byte]) else { break }
      usleep(20_000)
    }
    let reply = try client.reply()
    #expect(reply.status == 408 && reply.fields["connection"] == "close")
    #expect(client.isEnded())
    #expect(start.duration(to: .now) < .seconds(5))
  }

  @Test func `a connection without a request is closed without a word`() throws {
    let running = try RunningServer(limits: Self.limits { $0.idleTime = .milliseconds(300) })
    let silent = try running.client()
    let answered = try running.client()
    answered.send(request)
    #expect(try answered.reply().status == 200)
    #expect(silent.isEnded(within: .seconds(5)) && answered.isEnded(within: .seconds(5)))
  }

  @Test func `a client that does not read is given up`() throws {
    let running = try RunningServer(
      limits: Self.limits {
        $0.responseTime = .milliseconds(300)
        $0.slowestRate = 1 << 30
      })
    let client = try running.client()
    client.send(largeRequest)
    usleep(1_500_000)
    #expect(client.rest().count < RunningServer.large.count)
    #expect(try running.get("/").status == 200)
  }

  @Test func `a client that takes nothing is given up long before the whole response would be due`() throws {
    let running = try RunningServer(limits: Self.limits { $0.stallTime = .milliseconds(300) })
    let client = try running.client()
    client.send(largeRequest)
    #expect(client.takeSome(1) == 1)
    usleep(1_500_000)
    #expect(client.rest().count < RunningServer.large.count)
    #expect(try running.get("/").status == 200)
  }

  @Test func `a client that takes little at a time is not given up while it takes some`() throws {
    let running = try RunningServer(limits: Self.limits { $0.stallTime = .seconds(3) })
    let client = try running.client()
    client.send(largeRequest)
    let start = ContinuousClock.now
    var taken = 0
    while start.duration(to: .now) < .seconds(4) {
      taken += client.takeSome(20_000)
      usleep(20_000)
    }
    client.send("GET / HTTP/1.0\r\n\r\n")
    #expect(taken + client.rest().count > RunningServer.large.count + RunningServer.page.count)
  }

  @Test func `a client that reads slowly delays no other, and gets everything`() throws {
    let running = try RunningServer()
    let slow = try running.client()
    slow.send(largeRequest)
    var taken = 0
    for _ in 0..<20 {
      taken += slow.takeSome(10_000)
      #expect(try running.get("/").status == 200)
      usleep(5_000)
    }
    slow.send("GET / HTTP/1.0\r\n\r\n")
    #expect(taken + slow.rest().count > RunningServer.large.count + RunningServer.page.count)
  }

  // MARK: Many

  @Test(arguments: ["", "GET / HTTP/1.1\r\nHost: loc", "G"])
  func `200 clients that never finish a request keep no other out`(start: String) throws {
    let running = try RunningServer(
      limits: Self.limits {
        $0.connections = 50
        $0.patience = .milliseconds(200)
      })
    let crowd = try (0..<200).map { _ in try running.client() }
    for client in crowd { client.send(start) }
    let begin = ContinuousClock.now
    for _ in 0..<5 { #expect(try running.get("/").status == 200) }
    #expect(begin.duration(to: .now) < .seconds(8))
    withExtendedLifetime(crowd) {}
  }

  @Test func `clients that ask for much and read nothing give way`() throws {
    let running = try RunningServer(
      limits: Self.limits {
        $0.connections = 20
        $0.patience = .milliseconds(200)
        $0.stallTime = .seconds(600)
        $0.responseTime = .seconds(600)
      })
    let crowd = try (0..<60).map { _ in try running.client() }
    for client in crowd { client.send(largeRequest) }
    let begin = ContinuousClock.now
    for _ in 0..<5 { #expect(try running.get("/").status == 200) }
    #expect(begin.duration(to: .now) < .seconds(20), "long before their time is up")
    withExtendedLifetime(crowd) {}
  }

  @Test func `150 clients at once, and all are served, though only 50 connections are allowed`() throws {
    let running = try RunningServer(limits: Self.limits { $0.connections = 50 })
    let crowd = try (0..<150).map { _ in try running.client() }
    for client in crowd { client.send("GET /explorer.js HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n") }
    for client in crowd { #expect(try client.reply().body == RunningServer.script) }
  }

  @Test func `a connection carries a limited number of requests`() throws {
    let running = try RunningServer(limits: Self.limits { $0.requestsPerConnection = 3 })
    let client = try running.client()
    client.send(String(repeating: request, count: 5))
    #expect(try (0..<3).map { _ in try client.reply().fields["connection"] } == ["keep-alive", "keep-alive", "close"])
    #expect(client.isEnded())
  }

  // MARK: Gone

  @Test func `clients that go away in the midst`() throws {
    let running = try RunningServer()
    for start in ["", "GET", "GET / HTTP/1.1\r\nHost: localhost\r\n", largeRequest, request + request + request] {
      for _ in 0..<10 {
        let ending = try running.client()
        ending.send(start)
        ending.endSending()
        let broken = try running.client()
        broken.send(start)
        broken.reset()
        let gone = try running.client()
        gone.send(start)
      }
    }
    #expect(try running.get("/large").body == RunningServer.large)
  }

  // MARK: The end

  @Test func `an idle server ends at once`() throws {
    let running = try RunningServer()
    let idle = try running.client()
    let half = try running.client()
    half.send("GET / HTTP")
    let answered = try running.client()
    answered.send(request)
    #expect(try answered.reply().status == 200)
    #expect(running.stop() < 0.9)
    #expect(idle.isEnded() && half.isEnded() && answered.isEnded())
    #expect(Client.connected(port: running.port) == nil, "nothing listens there any more")
  }

  @Test func `a response on its way arrives`() throws {
    let running = try RunningServer()
    let client = try running.client()
    client.send(largeRequest + largeRequest)
    // Some has come, and the rest cannot have been sent yet.
    #expect(client.takeSome(1) == 1)
    let received = Received()
    nonisolated(unsafe) let reader = client
    Thread.detachNewThread {
      usleep(100_000)
      received.set(reader.rest())
    }
    let seconds = running.stop()
    #expect(seconds < 5)
    let bytes = try #require(received.wait())
    #expect(bytes.count > RunningServer.large.count && bytes.suffix(1_000) == RunningServer.large.suffix(1_000))
    #expect(bytes.count < RunningServer.large.count + 2_000, "the second is not begun")
  }

  @Test func `a client that does not read keeps the server for a second`() throws {
    let running = try RunningServer()
    let client = try running.client()
    client.send(largeRequest)
    #expect(client.takeSome(1) == 1)
    let seconds = running.stop()
    #expect(0.9 < seconds && seconds < 5)
  }

  @Test func `a port that is taken`() throws {
    let running = try RunningServer()
    #expect(throws: ServerError.taken(address: "127.0.0.1", port: running.port)) {
      try HTTPServer(ResourceTable(), port: running.port)
    }
    let port = running.port
    _ = try running.get("/")
    running.stop()
    // And free again at once, though the system remembers connections.
    #expect(throws: Never.self) { try HTTPServer(ResourceTable(), port: port) }
  }

  @Test func `an address that is not this computer's`() throws {
    // 192.0.2.0/24 is for documentation (RFC 5737).
    let address = try #require(ServerAddress("192.0.2.1"))
    #expect { try HTTPServer(ResourceTable(), address: address, port: 0) } throws: { error in
      "\(error)".hasPrefix("port 0 of 192.0.2.1 cannot be opened: ")
    }
  }
}

/// Bytes from another thread.
private final class Received: @unchecked Sendable {
  private let ready = DispatchSemaphore(value: 0)
  private var bytes: [UInt8]?

  func set(_ bytes: [UInt8]) {
    self.bytes = bytes
    ready.signal()
  }

  func wait() -> [UInt8]? { ready.wait(timeout: .now() + 20) == .success ? bytes : nil }
}
