import Foundation
import Testing

@testable import DownhillServer

/// Malformed requests: a refusal, and the next client is served as before.
@Suite(.timeLimit(.minutes(5))) struct AttackTests {
  private let running: RunningServer

  init() throws { running = try RunningServer() }

  /// The server answers with this status, ends the connection, and serves the next client.
  private func expectRefusal(_ request: [UInt8], _ status: Int, _ location: SourceLocation = #_sourceLocation) throws {
    let client = try running.client(location)
    client.send(request)
    let reply = try client.reply(location)
    #expect(reply.status == status, sourceLocation: location)
    #expect(reply.fields["connection"] == "close", sourceLocation: location)
    #expect(reply.fields["content-type"] == "text/plain; charset=utf-8", sourceLocation: location)
    #expect(client.isEnded() && !client.wasReset, sourceLocation: location)
    #expect(try running.get("/").status == 200, sourceLocation: location)
  }

  // MARK: Paths that lead elsewhere

  @Test(arguments: [
    "/../../../../etc/passwd", "/..", "/.", "/./index.html", "/x/../index.html", "//etc/passwd", "///", "/etc/passwd",
    "/%2e%2e/%2e%2e/etc/passwd", "/%2e%2e%2f%2e%2e%2fetc%2fpasswd", "/..%2f..%2fetc/passwd", "/..%5c..%5cetc",
    "/..\\..\\etc",
    "/%252e%252e/etc/passwd", "/%c0%ae%c0%ae/etc/passwd", "/%e0%80%ae/x", "/%ff", "/%00", "/index.html%00",
    "/index.html%00.js",
    "/index.html%0d%0aX:y", "/models%2Fmy%20model%20%C3%A9.safetensors", "/%2findex.html", "/index.html/",
    "/INDEX.HTML", "/index.html%20",
    "/%",
    "/%4", "/%zz", "/%u002e", "/%+1", "/index.html#x", "/models/", "/models", "/models/..%00/", "/~root",
    "/.git/config",
    "/.downhill-site", "http://localhost/../etc/passwd", "http://localhost//etc/passwd", "http://localhost/%2e%2e/x",
  ])
  func `nothing but the table`(target: String) throws {
    let reply = try running.get(target)
    #expect([400, 404].contains(reply.status), "\(reply.status)")
    #expect(!reply.text.contains("root:") && reply.body != RunningServer.page)
  }

  @Test(arguments: [
    "file:///etc/passwd", "https://localhost/", "ftp://localhost/", "index.html", "*", "localhost:80", "http:/",
    "data:,",
  ])
  func `a target of another kind`(target: String) throws { #expect(try running.get(target).status == 400) }

  // MARK: Methods

  @Test(arguments: [
    "POST / ", "PUT /index.html ", "DELETE / ", "OPTIONS * ", "OPTIONS / ", "TRACE / ", "CONNECT localhost:80 ",
    "PATCH / ",
    "get / ", "BREW /pot ", "M-SEARCH * ",
  ])
  func `methods other than GET and HEAD`(start: String) throws {
    let reply = try running.ask("\(start)HTTP/1.1\r\nHost: localhost\r\n\r\n")
    #expect(reply.status == 405 && reply.fields["allow"] == "GET, HEAD")
  }

  @Test(arguments: [
    "Content-Length: 5", "Transfer-Encoding: chunked", "Content-Length: 0\r\nTransfer-Encoding: chunked",
    "Content-Length: -1",
    "Content-Length: 0, 5", "Content-Length: 0\r\nContent-Length: 36", "Content-Length: 99999999999999999999",
    "Content-Length: ", "Content-Length: +0", "Transfer-Encoding: identity",
  ])
  func `a body is refused, and cannot pass for the next request`(line: String) throws {
    let hidden = "GET /explorer.js HTTP/1.1\r\nHost: localhost\r\n\r\n"
    for (method, status) in [("GET", 400), ("HEAD", 400), ("POST", 405)] {
      try expectRefusal(Array("\(method) / HTTP/1.1\r\nHost: localhost\r\n\(line)\r\n\r\n\(hidden)".utf8), status)
    }
  }

  @Test func `a body of no length is none`() throws {
    #expect(try running.get("/", "Content-Length: 0").status == 200)
  }

  // MARK: What is no request

  @Test(arguments: [
    "GET / HTTP/1.1\nHost: localhost\n\n", "GET / HTTP/1.1\r\nHost: localhost\n\r\n",
    "GET / HTTP/1.1\rHost: localhost\r\r",
    "GET /\r\n\r\n", "GET  / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1 \r\n\r\n", " GET / HTTP/1.1\r\n\r\n",
    "GET\t/\tHTTP/1.1\r\n\r\n",
    "GET / HTTP/1.1\r\nHost : localhost\r\n\r\n", "GET / HTTP/1.1\r\n Host: localhost\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: localhost\r\nX: a\r\n b\r\n\r\n", "GET / HTTP/1.1\r\nHost: localhost\r\n: x\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: localhost\r\nno field\r\n\r\n", "GET / HTTP/1.1\r\nHost: localhost\r\nX: \u{0}\r\n\r\n",
    "GET /\u{0} HTTP/1.1\r\nHost: localhost\r\n\r\n", "GET / HTTP/1.1\r\nHost: localhost\r\nX: \u{7F}\r\n\r\n",
    "GET /é HTTP/1.1\r\nHost: localhost\r\n\r\n", "G(T / HTTP/1.1\r\n\r\n", "GET / http/1.1\r\n\r\n",
    "GET / HTTP/11\r\n\r\n",
    "GET / HTTP/1.10\r\n\r\n", "GET / HTTP/a.1\r\n\r\n", "GET / ICY/1.1\r\n\r\n", "\r\n\r\n\r\n\r\n\r\n\r\n",
    "\u{16}\u{3}\u{1}",
    "\u{0}", "{\"json\": true}\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: localhost\r\nBäd: x\r\n\r\n",
  ])
  func `bytes that are no request`(request: String) throws { try expectRefusal(Array(request.utf8), 400) }

  @Test(arguments: [
    "GET / HTTP/2.0\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "GET / HTTP/0.9\r\n\r\n", "GET / HTTP/3.1\r\n\r\n",
  ])
  func `other versions`(request: String) throws { try expectRefusal(Array(request.utf8), 505) }

  // MARK: Too much

  @Test func `a request line has its limit`() throws {
    let limit = Limits().requestLine
    let fits = "GET /" + String(repeating: "a", count: limit - "GET / HTTP/1.1\r".count)
    #expect(try running.ask("\(fits) HTTP/1.1\r\nHost: localhost\r\n\r\n").status == 404)
    try expectRefusal(Array("\(fits)a HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8), 414)
    try expectRefusal([UInt8](repeating: UInt8(ascii: "A"), count: 1 << 20), 414)
  }

  @Test func `a header has its limits`() throws {
    let start = "GET / HTTP/1.1\r\nHost: localhost\r\n"
    let fields = String(repeating: "X: y\r\n", count: Limits().fields - 1)
    #expect(try running.ask("\(start)\(fields)\r\n").status == 200)
    try expectRefusal(Array("\(start)\(fields)X: y\r\n\r\n".utf8), 431)
    let room = Limits().head - start.utf8.count - "X: \r\n\r\n".utf8.count
    #expect(try running.ask("\(start)X: \(String(repeating: "y", count: room))\r\n\r\n").status == 200)
    try expectRefusal(Array("\(start)X: \(String(repeating: "y", count: room + 2))\r\n\r\n".utf8), 431)
    // The refusal arrives although the client keeps sending.
    try expectRefusal(Array("\(start)X: \(String(repeating: "y", count: 500_000))".utf8), 431)
    try expectRefusal(Array("\(start)\(String(repeating: "X: y\r\n", count: 100_000))".utf8), 431)
  }

  // MARK: Random bytes

  @Test func `however a request is cut, it is read the same`() {
    var random = SeededGenerator(state: 7)
    let seeds = [
      "GET /%41?x HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\nGET / HTTP/1.1\r\n\r\n",
      "HEAD http://a/ HTTP/1.0\r\n\r\n\r\n\r\nPOST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc",
      "GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n",
    ]
    for round in 0..<3_000 {
      var bytes = Array(seeds[round % seeds.count].utf8)
      for _ in 0..<Int.random(in: 0..<4, using: &random) {
        let position = Int.random(in: bytes.indices, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes[position] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.remove(at: position)
        default: bytes.insert([10, 13, 32, 37, 58, 0].randomElement(using: &random)!, at: position)
        }
      }
      let whole = read([bytes[...]])
      let cut = Int.random(in: 0...bytes.count, using: &random)
      #expect(read([bytes[..<cut], bytes[cut...]]) == whole)
      #expect(read(bytes.indices.map { bytes[$0...$0] }) == whole)
    }
  }

  /// The requests in these bytes, and the refusal that ends them, if one does.
  private func read(_ pieces: [ArraySlice<UInt8>]) -> [Result<Request, Refusal>] {
    var scanner = RequestScanner(Limits())
    var results: [Result<Request, Refusal>] = []
    for piece in pieces {
      scanner.append(piece)
      do throws(Refusal) {
        while let request = try scanner.next() { results.append(.success(request)) }
      } catch {
        return results + [.failure(error)]
      }
    }
    return results
  }

  @Test func `random bytes`() throws {
    var random = SeededGenerator(state: 11)
    for _ in 0..<100 {
      let client = try running.client()
      client.send(
        (0..<Int.random(in: 1..<3_000, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) })
      client.endSending()
      let answer = String(decoding: client.rest(), as: UTF8.self)
      #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 400 "))
    }
    #expect(try running.get("/").status == 200)
  }
}
