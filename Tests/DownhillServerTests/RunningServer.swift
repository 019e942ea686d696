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

/// A server on a free port of the loopback, on a thread of its own, gone with its owner.
final class RunningServer: @unchecked Sendable {
  let server: HTTPServer
  private let ended = DispatchSemaphore(value: 0)
  private var hasEnded = false

  static let page = Array("<!doctype html><title>page</title>".utf8)
  static let script = Array("export const one = 1;\n".utf8)
  /// What stands for the compressed script; the server does not look into it.
  static let packedScript: [UInt8] = [0x1F, 0x8B, 1, 2, 3]
  /// Much more than the system keeps for a client that does not read.
  static let large = (0..<24 << 20).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }

  static let table = {
    var table = ResourceTable()
    table["/"] = Resource(path: "index.html", contents: page)
    table["/index.html"] = table["/"]
    table["/explorer.js"] = Resource(path: "explorer.js", contents: script, gzip: packedScript)
    table["/models/my model é.safetensors"] = Resource(path: "m.safetensors", contents: [1, 2, 3])
    table["/large"] = Resource(path: "large", contents: large)
    return table
  }()

  init(
    _ table: ResourceTable = RunningServer.table, address: ServerAddress = .loopback, limits: Limits = Limits()
  ) throws {
    let server = try HTTPServer(table, address: address, port: 0, limits: limits)
    self.server = server
    nonisolated(unsafe) let running = server
    let ended = ended
    Thread.detachNewThread {
      running.run()
      ended.signal()
    }
  }

  deinit { stop() }

  var port: Int { server.port }

  func client(_ sourceLocation: SourceLocation = #_sourceLocation) throws -> Client {
    try Client(port: port, sourceLocation)
  }

  /// One request on a connection of its own.
  func ask(_ request: String, _ sourceLocation: SourceLocation = #_sourceLocation) throws -> Reply {
    let client = try client(sourceLocation)
    client.send(request)
    return try client.reply(toHEAD: request.hasPrefix("HEAD "), sourceLocation)
  }

  /// GET of a target, with `lines` after the field Host.
  func get(_ target: String, _ lines: String..., location: SourceLocation = #_sourceLocation) throws -> Reply {
    try ask(
      "GET \(target) HTTP/1.1\r\nHost: localhost\r\n" + lines.map { "\($0)\r\n" }.joined() + "\r\n", location)
  }

  /// Stops it as a signal would; the seconds it took to end.
  @discardableResult
  func stop() -> Double {
    guard !hasEnded else { return 0 }
    let start = ContinuousClock.now
    var byte: UInt8 = 0
    _ = write(server.stopDescriptor, &byte, 1)
    hasEnded = ended.wait(timeout: .now() + 20) == .success
    if !hasEnded { Issue.record("the server does not end") }
    return start.duration(to: .now).seconds
  }
}

extension Duration {
  var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
