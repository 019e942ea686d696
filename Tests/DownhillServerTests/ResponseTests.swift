import Foundation
import Testing

@testable import DownhillServer

/// Responses to valid requests, over the loopback.
@Suite(.timeLimit(.minutes(5))) struct ResponseTests {
  private let running: RunningServer

  init() throws { running = try RunningServer() }

  @Test(arguments: [
    "/", "/index.html", "/?only=train:5&seed=3", "/%69ndex.html", "http://localhost/", "http://127.0.0.1:1",
  ])
  func `the page`(target: String) throws {
    let reply = try running.get(target)
    #expect(reply.status == 200 && reply.body == RunningServer.page)
    #expect(reply.fields["content-type"] == "text/html; charset=utf-8")
    #expect(reply.fields["cache-control"] == "no-cache")
    #expect(reply.fields["connection"] == "keep-alive")
    #expect(reply.fields["content-encoding"] == nil && reply.fields["vary"] == nil)
  }

  @Test(arguments: [
    "GET / HTTP/1.1\r\nHost: localhost", "GET /no HTTP/1.1\r\nHost: localhost", "GET / HTTP/1.1", "\u{1}",
  ])
  func `every response carries the security fields`(request: String) throws {
    let fields = try running.ask("\(request)\r\n\r\n").fields
    #expect(
      fields["content-security-policy"]
        == "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; "
        + "connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
    #expect(fields["x-content-type-options"] == "nosniff")
    #expect(fields["referrer-policy"] == "no-referrer")
    #expect(fields["cross-origin-opener-policy"] == "same-origin")
    #expect(fields["cross-origin-resource-policy"] == "same-origin")
    #expect(fields["date"]?.hasSuffix(" GMT") == true)
  }

  @Test(arguments: [
    ("index.html", "text/html; charset=utf-8"), ("a/explorer.js", "text/javascript; charset=utf-8"),
    ("explorer.css", "text/css; charset=utf-8"), ("explorer.wasm", "application/wasm"),
    ("a.b/picture.svg", "image/svg+xml"),
    ("train-images-idx3-ubyte.gz", "application/gzip"), ("models/index.json", "application/json"),
    ("NOTICE.md", "text/plain; charset=utf-8"), ("model.safetensors", "application/octet-stream"),
    ("none", "application/octet-stream"), ("folder.js/none", "application/octet-stream"),
  ])
  func `a media type`(path: String, type: String) { #expect(MediaType.of(path) == type) }

  // MARK: HEAD

  @Test(arguments: ["/", "/large", "/explorer.js", "/nothing", "/%zz"])
  func `HEAD tells what GET would, and sends no body`(target: String) throws {
    let client = try running.client()
    client.send("HEAD \(target) HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n")
    let head = try client.reply(toHEAD: true)
    client.send("GET \(target) HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n")
    let get = try client.reply()
    #expect(head.status == get.status)
    #expect(head.fields.filter { $0.key != "date" } == get.fields.filter { $0.key != "date" })
    #expect(head.fields["content-length"] == "\(get.body.count)")
  }

  // MARK: Encodings

  @Test(arguments: [
    "gzip", "deflate, gzip;q=0.5", "GZIP", "*", "identity;q=0, *;q=0.1", "br , gzip ;q=1", "x-gzip", "gzip;q=0.001",
  ])
  func `gzip for clients that accept it`(accepted: String) throws {
    let reply = try running.get("/explorer.js", "Accept-Encoding: \(accepted)")
    #expect(reply.status == 200 && reply.body == RunningServer.packedScript)
    #expect(reply.fields["content-encoding"] == "gzip" && reply.fields["vary"] == "Accept-Encoding")
    #expect(reply.fields["content-type"] == "text/javascript; charset=utf-8")
  }

  @Test(arguments: ["identity", "br", "gzip;q=0", "gzip; q=0.000", "*;q=0", "gzip;q=0, *", "", "gzipped"])
  func `no gzip for clients that do not`(accepted: String) throws {
    let reply = try running.get("/explorer.js", "Accept-Encoding: \(accepted)")
    #expect(reply.body == RunningServer.script)
    #expect(reply.fields["content-encoding"] == nil && reply.fields["vary"] == "Accept-Encoding")
  }

  // MARK: Entity tags

  @Test func `who has it already gets 304 and no body`() throws {
    let first = try running.get("/explorer.js")
    let tag = try #require(first.fields["etag"])
    #expect(tag.hasPrefix("\"") && tag.hasSuffix("\"") && tag.count > 10)
    for value in [tag, "W/\(tag)", "\"other\", \(tag)", "\"other\",W/\(tag) ", "*"] {
      let client = try running.client()
      client.send("GET /explorer.js HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: \(value)\r\n\r\n")
      let reply = try client.reply()
      #expect(reply.status == 304 && reply.fields["etag"] == tag && reply.fields["content-length"] == nil, "\(value)")
      #expect(reply.fields["cache-control"] == "no-cache" && reply.fields["vary"] == "Accept-Encoding")
      client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
      #expect(try client.reply().body == RunningServer.page, "the connection continues after the 304")
    }
    for value in ["\"other\"", String(tag.dropLast()), tag.uppercased() + "x", "", "**"] {
      #expect(try running.get("/explorer.js", "If-None-Match: \(value)").status == 200, "\(value)")
    }
  }

  @Test func `each encoding, and each content, has its own tag`() throws {
    let plain = try #require(try running.get("/explorer.js").fields["etag"])
    let packed = try #require(try running.get("/explorer.js", "Accept-Encoding: gzip").fields["etag"])
    #expect(plain != packed)
    #expect(try running.get("/explorer.js", "If-None-Match: \(packed)").status == 200)
    #expect(try running.get("/explorer.js", "If-None-Match: \(packed)", "Accept-Encoding: gzip").status == 304)
    let tags = [[], [0], [0, 0], [1], Array("a".utf8), Array("b".utf8)].map {
      Resource(path: "", contents: $0).contents.tag
    }
    #expect(Set(tags).count == tags.count)
  }

  // MARK: Connections

  @Test func `a response of many megabytes arrives whole`() throws {
    let reply = try running.get("/large")
    #expect(reply.body == RunningServer.large)
  }

  @Test func `requests that come in one go are answered in their order`() throws {
    let client = try running.client()
    let targets = (0..<120).map { ["/", "/explorer.js", "/nothing", "/index.html?\($0)"][$0 % 4] }
    client.send(targets.map { "GET \($0) HTTP/1.1\r\nHost: localhost\r\n\r\n" }.joined())
    for target in targets {
      let reply = try client.reply()
      #expect(reply.status == (target == "/nothing" ? 404 : 200))
      if target == "/explorer.js" { #expect(reply.body == RunningServer.script) }
    }
  }

  @Test func `large responses that are asked for in one go are answered one after another`() throws {
    let client = try running.client()
    let request = "GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n"
    client.send(String(repeating: request, count: 3))
    for _ in 0..<3 { #expect(try client.reply().body == RunningServer.large) }
  }

  @Test func `a request may come byte by byte`() throws {
    let client = try running.client()
    for byte in "\r\nGET / HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8 {
      client.send([byte])
      usleep(200)
    }
    #expect(try client.reply().body == RunningServer.page)
  }

  @Test(arguments: ["Connection: close", "Connection: Keep-Alive, Close"])
  func `a client may ask to close`(line: String) throws {
    let client = try running.client()
    client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\(line)\r\n\r\nGET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    #expect(try client.reply().fields["connection"] == "close")
    #expect(client.isEnded(), "what follows is not answered")
  }

  @Test func `a client that has ended its side is still answered`() throws {
    let client = try running.client()
    client.send("GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n")
    client.endSending()
    #expect(try client.reply().body == RunningServer.large)
    #expect(client.isEnded())
  }

  @Test(arguments: ["GET / HTTP/1.0\r\n\r\n", "GET / HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n"])
  func `HTTP/1.0 gets one response`(request: String) throws {
    let client = try running.client()
    client.send(request)
    let reply = try client.reply()
    #expect(reply.status == 200 && reply.body == RunningServer.page && reply.fields["connection"] == "close")
    #expect(client.isEnded())
  }

  @Test func `a later minor version is HTTP/1.1`() throws {
    #expect(try running.ask("GET / HTTP/1.9\r\nHost: localhost\r\n\r\n").fields["connection"] == "keep-alive")
    #expect(try running.ask("GET / HTTP/1.9\r\n\r\n").status == 400)
  }

  // MARK: Paths

  @Test func `a path with blanks and letters beyond ASCII`() throws {
    let path = PercentEncoding.encoded("/models/my model é.safetensors")
    #expect(path == "/models/my%20model%20%C3%A9.safetensors")
    #expect(try running.get(path).body == [1, 2, 3])
    #expect(try running.get(path.lowercased()).body == [1, 2, 3])
  }
}

@Suite struct HTTPDateTests {
  @Test func `as the C library writes it`() {
    #expect(HTTPDate.text(784_111_777) == "Sun, 06 Nov 1994 08:49:37 GMT")  // RFC 9110, 5.6.7
    var generator = SystemRandomNumberGenerator()
    let days = [0, 59, 365 + 365 + 58, 365 + 365 + 59, 11_016, 11_017, 47_540, 47_541].map { $0 * 86_400 - 1 }.filter {
      $0 > 0
    }
    for seconds in days + (0..<2_000).map({ _ in Int.random(in: 0..<8_000_000_000, using: &generator) }) {
      var moment = time_t(seconds)
      var parts = tm()
      gmtime_r(&moment, &parts)
      var buffer = [CChar](repeating: 0, count: 64)
      let count = strftime(&buffer, buffer.count, "%a, %d %b %Y %H:%M:%S GMT", &parts)
      #expect(
        HTTPDate.text(seconds) == String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }
  }
}
