#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Non-blocking sockets.
enum Socket {
  /// The outcome of an attempt to read or write.
  enum Outcome: Equatable {
    case bytes(Int)
    /// Not now.
    case later
    /// The other side has ended, or the connection has broken.
    case ended
  }

  /// A listening socket, and its port; 0 asks for any free one.
  static func listen(_ address: ServerAddress, port: Int) throws(ServerError) -> (descriptor: Int32, port: Int) {
    func failure() -> ServerError {
      errno == EADDRINUSE
        ? .taken(address: address.text, port: port)
        : .refused(address: address.text, port: port, reason: String(cString: strerror(errno)))
    }
    let descriptor = socket(address.isIPv6 ? AF_INET6 : AF_INET, stream, 0)
    guard descriptor >= 0 else { throw failure() }
    // A port whose last connections are not quite forgotten can be had again.
    set(descriptor, SOL_SOCKET, SO_REUSEADDR, 1)
    if address.isIPv6 { set(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, address.isAny ? 0 : 1) }
    guard prepare(descriptor), bind(descriptor, address, port), systemListen(descriptor, SOMAXCONN) == 0,
      let bound = self.port(of: descriptor)
    else {
      defer { close(descriptor) }
      throw failure()
    }
    return (descriptor, bound)
  }

  /// The next client's socket.
  ///
  /// - Returns: `nil` if none is waiting. `isExhausted` if one is, but the system has no descriptor left.
  static func accept(_ listener: Int32) -> (descriptor: Int32?, isExhausted: Bool) {
    while true {
      let descriptor = systemAccept(listener, nil, nil)
      if descriptor < 0 {
        switch errno {
        case EINTR, ECONNABORTED: continue
        case EMFILE, ENFILE, ENOBUFS, ENOMEM: return (nil, true)
        default: return (nil, false)
        }
      }
      guard prepare(descriptor) else {
        close(descriptor)
        continue
      }
      set(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
      return (descriptor, false)
    }
  }

  static func receive(_ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer) -> Outcome {
    while true {
      let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
      if count > 0 { return .bytes(count) }
      if count < 0 && errno == EINTR { continue }
      return count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK) ? .later : .ended
    }
  }

  /// A client that has gone away is an outcome, not a signal.
  static func send(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Outcome {
    #if canImport(Darwin)
    let flags: Int32 = 0
    #else
    let flags = Int32(MSG_NOSIGNAL)
    #endif
    while true {
      let count = systemSend(descriptor, bytes.baseAddress, bytes.count, flags)
      if count > 0 { return .bytes(count) }
      if count < 0 && errno == EINTR { continue }
      return count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK) ? .later : .ended
    }
  }

  /// Bytes that were sent and that the other side has not acknowledged.
  static func unacknowledged(_ descriptor: Int32) -> Int {
    var count: Int32 = 0
    #if canImport(Darwin)
    var size = socklen_t(MemoryLayout<Int32>.size)
    let status = getsockopt(descriptor, SOL_SOCKET, SO_NWRITE, &count, &size)
    #else
    let status = ioctl(descriptor, UInt(TIOCOUTQ), &count)
    #endif
    return status == 0 ? Int(count) : 0
  }

  /// Tells the other side that nothing more comes.
  static func endSending(_ descriptor: Int32) { _ = shutdown(descriptor, Int32(SHUT_WR)) }

  /// Makes a descriptor that does not block, is not inherited, and raises no signal.
  static func prepare(_ descriptor: Int32) -> Bool {
    #if canImport(Darwin)
    set(descriptor, SOL_SOCKET, SO_NOSIGPIPE, 1)
    #endif
    return fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0 && fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0
  }

  private static func bind(_ descriptor: Int32, _ address: ServerAddress, _ port: Int) -> Bool {
    if address.isIPv6 {
      var name = sockaddr_in6()
      name.sin6_family = sa_family_t(AF_INET6)
      name.sin6_port = in_port_t(port).bigEndian
      withUnsafeMutableBytes(of: &name.sin6_addr) { $0.copyBytes(from: address.bytes) }
      return bind(descriptor, &name)
    }
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_port = in_port_t(port).bigEndian
    withUnsafeMutableBytes(of: &name.sin_addr) { $0.copyBytes(from: address.bytes) }
    return bind(descriptor, &name)
  }

  private static func bind<Name>(_ descriptor: Int32, _ name: inout Name) -> Bool {
    withUnsafePointer(to: &name) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        systemBind(descriptor, $0, socklen_t(MemoryLayout<Name>.size)) == 0
      }
    }
  }

  private static func port(of descriptor: Int32) -> Int? {
    // The port has the same offset in names of both families.
    var name = sockaddr_in6()
    var size = socklen_t(MemoryLayout<sockaddr_in6>.size)
    let status = withUnsafeMutablePointer(to: &name) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &size) }
    }
    return status == 0 ? Int(in_port_t(bigEndian: name.sin6_port)) : nil
  }

  private static func set(_ descriptor: Int32, _ level: Int32, _ option: Int32, _ value: Int32) {
    var value = value
    _ = setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
  }

  #if canImport(Glibc)
  private static let stream = Int32(SOCK_STREAM.rawValue)
  #else
  private static let stream = SOCK_STREAM
  #endif
}

// Functions of the C library whose names the functions above hide.
private func systemListen(_ descriptor: Int32, _ backlog: Int32) -> Int32 { listen(descriptor, backlog) }

private func systemAccept(
  _ descriptor: Int32, _ name: UnsafeMutablePointer<sockaddr>?, _ size: UnsafeMutablePointer<socklen_t>?
) -> Int32 { accept(descriptor, name, size) }

private func systemBind(_ descriptor: Int32, _ name: UnsafePointer<sockaddr>, _ size: socklen_t) -> Int32 {
  bind(descriptor, name, size)
}

private func systemSend(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int, _ flags: Int32) -> Int {
  send(descriptor, bytes, count, flags)
}
