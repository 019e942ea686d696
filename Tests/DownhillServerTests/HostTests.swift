import Testing

@testable import DownhillServer

/// Whom the server answers: a page from elsewhere must not read what is served to this computer (DNS rebinding).
@Suite(.timeLimit(.minutes(5))) struct HostTests {
  @Test(arguments: [
    "localhost", "LocalHost:8080", "127.0.0.1", "127.0.0.1:1", "localhost:",
  ])
  func `this computer by its names`(host: String) throws {
    let running = try RunningServer()
    #expect(try running.ask("GET / HTTP/1.1\r\nHost: \(host)\r\n\r\n").status == 200)
    #expect(try running.ask("GET http://\(host)/ HTTP/1.1\r\nHost: localhost\r\n\r\n").status == 200)
  }

  @Test(arguments: [
    "evil.example", "evil.example:8080", "localhost.evil.example", "127.0.0.1.nip.io", "127.0.0.2", "[::1]", "0.0.0.0",
    "2130706433",
    "xlocalhost", "localhostx", "localhost.", "127.1",
  ])
  func `anything else is misdirected`(host: String) throws {
    let running = try RunningServer()
    for method in ["GET", "HEAD", "POST"] {
      #expect(try running.ask("\(method) / HTTP/1.1\r\nHost: \(host)\r\n\r\n").status == 421)
    }
    #expect(try running.ask("GET http://\(host)/ HTTP/1.1\r\nHost: localhost\r\n\r\n").status == 421)
    #expect(try running.ask("GET http://localhost/ HTTP/1.1\r\nHost: \(host)\r\n\r\n").status == 421)
    #expect(try running.ask("GET / HTTP/1.0\r\nHost: \(host)\r\n\r\n").status == 421)
  }

  @Test func `the refusal of a proxy's name says what to do`() throws {
    let reply = try RunningServer().ask("GET / HTTP/1.1\r\nHost: digits.example\r\n\r\n")
    #expect(reply.status == 421)
    #expect(
      reply.text == """
        421 Misdirected Request. This server answers to 127.0.0.1 and localhost only. Behind a proxy, let it send one of \
        these as Host, or serve with --host 0.0.0.0, which answers to any name.

        """)
  }

  @Test(arguments: [
    "", "Host: localhost\r\nHost: localhost\r\n", "Host: localhost\r\nhost: evil.example\r\n", "Host:\r\n",
    "Host: a b\r\n",
    "Host: localhost, evil.example\r\n", "Host: localhost:80:80\r\n", "Host: localhost:8o\r\n",
    "Host: user@localhost\r\n",
    "Host: localhost/\r\n", "Host: [::1\r\n", "Host: http://localhost\r\n",
  ])
  func `no host, several hosts, or none that is one`(lines: String) throws {
    #expect(try RunningServer().ask("GET / HTTP/1.1\r\n\(lines)\r\n").status == 400)
  }

  @Test func `a server for others answers to any name`() throws {
    for text in ["0.0.0.0", "192.168.1.7", "::", "fe80::1"] {
      let hosts = HostGuard(try #require(ServerAddress(text)))
      for host in ["laptop.local", "192.168.1.7:8080", "[fe80::1]:80"] {
        #expect(throws: Never.self) { try hosts.check(host) }
      }
      #expect(throws: Refusal.self) { try hosts.check("a b") }
    }
    let running = try RunningServer(address: #require(ServerAddress("0.0.0.0")))
    #expect(running.server.url == "http://127.0.0.1:\(running.port)/")
    #expect(try running.ask("GET / HTTP/1.1\r\nHost: laptop.local\r\n\r\n").status == 200)
  }

  @Test(arguments: [
    ("127.0.0.1", true, "127.0.0.1"), ("localhost", true, "127.0.0.1"), ("127.8.9.1", true, "127.8.9.1"),
    ("::1", true, "[::1]"),
    ("0:0:0:0:0:0:0:1", true, "[::1]"), ("0.0.0.0", false, "127.0.0.1"), ("::", false, "[::1]"),
    ("10.0.0.1", false, "10.0.0.1"),
    ("FE80::1", false, "[fe80::1]"), ("::ffff:127.0.0.1", false, "[::ffff:127.0.0.1]"),
  ])
  func `an address`(text: String, isLoopback: Bool, urlHost: String) throws {
    let address = try #require(ServerAddress(text))
    #expect(address.isLoopback == isLoopback && address.urlHost == urlHost)
  }

  @Test(arguments: [
    "", "example.org", "127.1", "1.2.3", "1.2.3.4.5", "256.0.0.1", "[::1]", "::1%lo", ":", "0x7f.0.0.1", "127.0.0.1 ",
    "1.2.3.4:80",
  ])
  func `no address`(text: String) { #expect(ServerAddress(text) == nil) }

  @Test func `the other loopback, where there is one`() throws {
    let address = try #require(ServerAddress("::1"))
    guard let server = try? HTTPServer(RunningServer.table, address: address, port: 0) else { return }
    #expect(server.url == "http://[::1]:\(server.port)/")
    #expect(HostGuard(address).names == ["localhost", "[::1]"])
  }
}
