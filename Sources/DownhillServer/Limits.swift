/// What a client may ask of a server: beyond, it is refused, and the others do not notice.
package struct Limits: Sendable {
  /// Bytes of a request line (beyond: 414).
  package var requestLine = 8_192
  /// Bytes of a request, its header included (beyond: 431).
  package var head = 16_384
  /// Fields of a header (beyond: 431).
  package var fields = 100
  /// Clients at a time.
  package var connections = 128
  /// When all places are taken, a client that has asked for nothing or taken nothing this long gives way to a newcomer.
  package var patience = Duration.seconds(1)
  /// Requests that one connection may carry.
  package var requestsPerConnection = 1_000
  /// How long a request may take to come whole, from its first byte (beyond: 408).
  package var requestTime = Duration.seconds(10)
  /// How long a connection stays open without a request.
  package var idleTime = Duration.seconds(30)
  /// How long a response may take, and a second more for each ``slowestRate`` bytes that the client has taken.
  package var responseTime = Duration.seconds(30)
  /// How long a client may take nothing of a response that waits for it.
  package var stallTime = Duration.seconds(10)
  /// Bytes in a second that a client must take.
  package var slowestRate = 16_384
  /// How long a client that has got its last response may take to go; what it sends meanwhile is not heard.
  package var lingerTime = Duration.seconds(1)
  /// How long open responses may take once the server is to stop.
  package var stoppingTime = Duration.seconds(1)

  /// The usual limits.
  package init() {}
}
