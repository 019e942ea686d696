import Foundation
import Testing

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// `downhill serve` on a free port, from its first words to the signal that ends it.
final class Serving {
  /// What `--json` prints.
  struct Document: Decodable {
    let url: String
    let port: Int
    let data: String
    let models: [String]
  }

  /// The one line on standard output.
  let line: String
  /// The same, read; empty without `--json`.
  let document: Document
  private let process: pid_t
  private let out: String
  private let err: String
  private var hasEnded = false

  var url: String { document.url }

  init(
    _ folder: Folder, _ arguments: [String], program: Program? = nil, json: Bool = true,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    (out, err) = (try folder.scratchFile(), try folder.scratchFile())
    let words = ["serve", "--port", "0"] + arguments + (json ? ["--json"] : [])
    process = try (program ?? folder.program).start(words, out: out, err: err)
    let deadline = ContinuousClock.now + .seconds(60)
    var text = ""
    while !text.hasSuffix("\n"), ContinuousClock.now < deadline {
      usleep(2_000)
      text = try String(contentsOfFile: out, encoding: .utf8)
    }
    line = String(text.dropLast())
    guard json, let document = try? JSONDecoder().decode(Document.self, from: Data(text.utf8)) else {
      document = Document(url: line, port: 0, data: "", models: [])
      if json { Issue.record("serve says \(text)", sourceLocation: sourceLocation) }
      return
    }
    self.document = document
  }

  deinit { if !hasEnded { kill(process, SIGKILL) } }

  /// Sends a signal, and waits for the end.
  func end(_ signal: Int32) throws -> (status: Int32, err: String, seconds: Double) {
    hasEnded = true
    let start = ContinuousClock.now
    kill(process, signal)
    var status: Int32 = 0
    while waitpid(process, &status, WNOHANG) == 0 {
      usleep(1_000)
      if start.duration(to: .now) > .seconds(20) {
        kill(process, SIGKILL)
        Issue.record("serve does not end")
      }
    }
    let seconds = start.duration(to: .now) / .seconds(1)
    let text = try String(contentsOfFile: err, encoding: .utf8)
    #expect(try String(contentsOfFile: out, encoding: .utf8) == line + "\n", "nothing more is printed")
    return (
      status & 0x7f == 0 ? status >> 8 & 0xff : -(status & 0x7f),
      String(text.dropFirst(Program.debugWarning(in: text).count)),
      seconds
    )
  }

  /// GET of a path below the root, by HTTP/1.0, which ends with the connection.
  func get(_ path: String) throws -> (status: Int, fields: [String: String], body: [UInt8]) {
    let response = try exchange("GET /\(path) HTTP/1.0\r\n\r\n")
    let end = try #require(response.firstRange(of: Array("\r\n\r\n".utf8)))
    let lines = String(decoding: response[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
    let status = try #require(Int(lines[0].split(separator: " ")[1]))
    let fields = lines.dropFirst().map {
      $0.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
    }
    return (
      status, Dictionary(fields.map { ($0[0].lowercased(), $0[1]) }, uniquingKeysWith: { first, _ in first }),
      Array(response[end.upperBound...])
    )
  }

  private func exchange(_ request: String) throws -> [UInt8] {
    #if canImport(Glibc)
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #else
    let descriptor = socket(AF_INET, SOCK_STREAM, 0)
    #endif
    defer { close(descriptor) }
    var patience = timeval(tv_sec: 20, tv_usec: 0)
    _ = setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_port = in_port_t(document.port).bigEndian
    name.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    let status = withUnsafePointer(to: &name) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    try #require(status == 0, "\(String(cString: strerror(errno)))")
    let bytes = Array(request.utf8)
    try #require(write(descriptor, bytes, bytes.count) == bytes.count)
    var response: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    while case let count = read(descriptor, &buffer, buffer.count), count > 0 { response += buffer[..<count] }
    return response
  }
}
