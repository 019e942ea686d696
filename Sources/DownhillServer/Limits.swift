/// The limits for a client: beyond them it is refused, without affecting the others.
package struct Limits: Sendable {
  /// Bytes of a request line (beyond: 414).
  package var requestLine = 8_192
  /// Bytes of a request, its header included (beyond: 431).
  package var head = 16_384
  /// Fields of a header (beyond: 431).
  package var fields = 100
  /// Clients at a time.
  package var connections = 128
  /// When all connections are in use, one that has been idle this long is closed for a new one.
  package var patience = Duration.seconds(1)
  /// Requests that one connection may carry.
  package var requestsPerConnection = 1_000
  /// How long a request may take to arrive, from its first byte (beyond: 408).
  package var requestTime = Duration.seconds(10)
  /// How long a connection stays open without a request.
  package var idleTime = Duration.seconds(30)
  /// How long a response may take, plus a second for each ``slowestRate`` bytes that the client has received.
  package var responseTime = Duration.seconds(30)
  /// How long a client may receive nothing of a waiting response.
  package var stallTime = Duration.seconds(10)
  /// Bytes per second that a client must receive.
  package var slowestRate = 16_384
  /// How long a client may take to close after its last response; what it sends meanwhile is ignored.
  package var lingerTime = Duration.seconds(1)
  /// How long open responses may take once the server is to stop.
  package var stoppingTime = Duration.seconds(1)

  /// The default limits.
  package init() {}
}
